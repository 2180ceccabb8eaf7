"""An upgrade under twenty containers, from an older commit to this checkout. Started by bin/chaos, which explains it."""
import os, pathlib, pty, random, select, shutil, signal, subprocess, sys, tempfile, time

import machine
from engine import Diary, Engine, clean_up, leaks
from workload import Workload, view_time

GAP = 4.0  # seconds without a service
LATE = "while [ ! -e /truth/go ]; do usleep 50000; done; echo last words; exit 7"
PLAIN = {
    "quiet": {}, "tty": {"Tty": True}, "limited": {"HostConfig": {"Memory": 64 << 20, "PidsLimit": 20}},
    "volume": {"HostConfig": {"Mounts": [{"Type": "volume", "Source": "kept", "Target": "/kept"}]}},
    "lonely": {"HostConfig": {"NetworkMode": "none"}}, "host": {"HostConfig": {"NetworkMode": "host"}},
    "reading": {"HostConfig": {"ReadonlyRootfs": True, "Tmpfs": {"/tmp": "size=1m"}}},
    "always": {"HostConfig": {"RestartPolicy": {"Name": "always"}}},
    "stopped-only": {"HostConfig": {"RestartPolicy": {"Name": "unless-stopped"}}},
    "failing": {"HostConfig": {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 5}}},
    "user": {"User": "1000:1000"}, "labelled": {"Labels": {"a": "b"}},
}


class Terminal:
    """The docker command on a terminal, attached to a container's."""

    def __init__(self, socket, name):
        self.main, peer = pty.openpty()
        self.process = subprocess.Popen(["docker", "-H", f"unix://{socket}", "attach", name],
                                        stdin=peer, stdout=peer, stderr=peer, start_new_session=True)
        os.close(peer)
        self.text = b""

    def read_until(self, wanted, seconds=15):
        deadline = time.monotonic() + seconds
        while wanted not in self.text and time.monotonic() < deadline:
            if select.select([self.main], [], [], 0.2)[0]:
                try:
                    self.text += os.read(self.main, 65536)
                except OSError:
                    break
        return wanted in self.text

    def type(self, text):
        os.write(self.main, text.encode() + b"\r")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.main)


def older(commit, folder):
    """The command of another commit, built in a checkout of its own."""
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", ".", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "checkout", "-q", commit], check=True)
    subprocess.run([str(folder / "bin/berth"), "--build"], check=True, stdout=sys.stderr)
    return [str(folder / "bin/berth"), "--no-build"]


class Rehearsal:
    def __init__(self, folder, commit):
        self.engine, self.diary = Engine(folder), Diary()
        self.newer = self.engine.command
        self.engine.command = older(commit, folder / "older")
        self.work = Workload(self.engine, self.diary, random.Random(0), folder)

    def run(self):
        engine, diary, work = self.engine, self.diary, self.work
        before = machine.whole()
        diary.say(f"older service up in {engine.start():.2f} s, keeper {engine.keeper()}")
        work.begin_lasting()
        for name, config in PLAIN.items():
            work.endless(name, "while :; do sleep 1000; done", **config)
        work.create("late", LATE)
        work.start("late")
        diary.say(f"{len(work.long) + 1} containers run")
        keeper, terminal = engine.keeper(), Terminal(engine.socket, "terminal")
        self.converse(terminal, "before")
        time.sleep(2)
        work.check()
        self.upgrade(terminal)
        if engine.keeper() != keeper:
            diary.fail(f"the keeper was {keeper} and is {engine.keeper()}")
        again = Terminal(engine.socket, "terminal")
        self.converse(again, "after")
        again.close()
        time.sleep(2)
        work.check()
        self.check_late()
        self.check_restarts()
        work.check_command_logs()
        diary.say(f"{work.lines} lines checked, {sum(work.lost.values())} lost; {len(work.long)} containers as they were")
        work.remove_all()
        engine.stop()
        leaks(engine, diary, before)

    def converse(self, terminal, word):
        terminal.type(word)
        if not terminal.read_until(f"got {word}".encode()):
            self.diary.fail(f"the terminal does not answer {word!r}: {terminal.text[-200:]!r}")

    def upgrade(self, terminal):
        """Stops the service, lets a container end meanwhile, and starts the newer service."""
        self.diary.kill("service")
        self.engine.stop()
        self.diary.say(f"service stopped with {self.engine.process.returncode}")
        if not terminal.read_until(b"berth: "):
            self.diary.fail(f"docker attach was not told why it ended: {terminal.text[-200:]!r}")
        terminal.close()
        self.diary.say(f"docker attach ended with {terminal.process.returncode}: "
                       + terminal.text[terminal.text.find(b"berth: "):].decode(errors="replace").strip())
        time.sleep(GAP / 2)
        self.ended_at = time.time()
        (self.work.truth / "go").touch()
        time.sleep(GAP / 2)
        self.engine.command = self.newer
        self.diary.say(f"newer service up in {self.engine.start():.2f} s")
        self.diary.recovered()

    def check_late(self):
        state = self.engine.docker.json("GET", "/containers/late/json")["State"]
        at = view_time(state["FinishedAt"])
        if state["ExitCode"] != 7 or not self.ended_at <= at <= self.ended_at + 1:
            self.diary.fail(f"late: {state} instead of 7 at {self.ended_at}")
        said = self.engine.docker.call("GET", "/containers/late/logs", stdout="1", stderr="1")
        if not said.endswith(b"last words\n"):
            self.diary.fail(f"late: its log says {said!r}")
        self.diary.say(f"a container that ended meanwhile: status {state['ExitCode']}, {at - self.ended_at:.2f} s after it was told to")

    def check_restarts(self):
        for name in self.work.long:
            count = self.engine.docker.json("GET", f"/containers/{name}/json")["RestartCount"]
            if count:
                self.diary.fail(f"{name} was restarted {count} times")


def rehearse(commit):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="berth-rehearsal.", dir="/var/tmp"))
    rehearsal = None
    try:
        rehearsal = Rehearsal(folder, commit)
        rehearsal.run()
    finally:
        if rehearsal:
            clean_up(rehearsal.engine, rehearsal.work)
        shutil.rmtree(folder, ignore_errors=True)
    failures = rehearsal.diary.failures
    print("verdict:", "held" if not failures else f"{len(failures)} FAILED")
    sys.exit(1 if failures else 0)
