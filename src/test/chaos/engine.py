"""Berth on a folder of its own, and the diary of what is done to it."""
import os, pathlib, signal, subprocess, threading, time

import machine
from docker import Docker, Gone, Refused


class Engine:
    """Berth on a root of its own, started again after each death as a supervisor would."""

    def __init__(self, folder):
        self.root, self.socket = folder / "root", folder / "berth.sock"
        self.mark = machine.tag(self.root)
        self.directory = pathlib.Path("/run/berth-keeper") / self.mark
        self.log = open(folder / "berth.log", "ab")
        self.docker = Docker(str(self.socket))
        self.command = os.environ.get("BERTH_COMMAND", "bin/berth --no-build").split()
        self.process = None

    def start(self):
        """Returns the seconds until it answered."""
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [*self.command, "--root", str(self.root), "--socket", str(self.socket), "--port", "0"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True)
        while True:
            try:
                self.docker.call("GET", "/_ping", timeout=30)
                self.docker.json("GET", "/containers/json", all="1", timeout=30)
                return time.monotonic() - begin
            except (Gone, Refused):
                if self.process.poll() is not None:
                    raise SystemExit(f"the service ended with {self.process.returncode}")
                if time.monotonic() - begin > 120:
                    raise SystemExit("the service does not answer")
                time.sleep(0.02)

    def keeper(self):
        return machine.keeper(self.directory, self.root)

    def kill_service(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Diary:
    """Kills and findings, with their times. Thread-safe."""

    def __init__(self):
        self.lock = threading.Lock()
        self.kills = []  # [kind, begin, end or None]
        self.failures, self.notes = [], []
        self.begin = time.time()

    def kill(self, kind):
        with self.lock:
            self.kills.append([kind, time.time(), None])

    def recovered(self):
        with self.lock:
            self.kills[-1][2] = time.time()

    def between(self, begin, end):
        """The kinds of kills whose time without recovery touches the span."""
        with self.lock:
            return {kind for kind, killed, back in self.kills if killed <= end and (back or time.time()) >= begin}

    def fail(self, what):
        with self.lock:
            self.failures.append(what)
        self.say("FAILED " + what)

    def say(self, what):
        print(f"{time.time() - self.begin:7.1f} {what}", flush=True)


def leaks(engine, diary, before):
    """What a stopped engine without containers has left; before is what machine.whole() said first."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and (machine.ours(engine.mark) or machine.keepers(engine.root)):
        time.sleep(0.2)
    for left in sorted(machine.ours(engine.mark)):
        diary.fail("left behind: " + left)
    for pid in machine.keepers(engine.root):
        diary.fail(f"a keeper still runs: {pid}")
    mounts, forwarding = machine.whole()
    mine = [mount for mount in mounts - before[0] if str(engine.root.parent) in mount]
    if mine:
        diary.fail(f"mounts left: {mine}")
    if forwarding != before[1]:
        diary.notes.append(f"ip_forward was {before[1]} and is {forwarding} (other engines change it too)")


def clean_up(engine, work):
    """Everything of this engine, by id, however the run ended."""
    if work:
        work.stopping.set()
        work.registry.close()
    try:
        if engine.process and engine.process.poll() is None:
            for container in engine.docker.json("GET", "/containers/json", all="1", timeout=10):
                engine.docker.call("DELETE", "/containers/" + container["Id"], force="1", timeout=15,
                                   good=(404, 409, 500))
    except (Gone, Refused, TypeError):
        pass
    engine.stop()
    for pid in machine.keepers(engine.root):
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    machine.remove_remains(engine.mark)
