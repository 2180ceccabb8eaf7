"""Kills the service and the keeper at random under a workload. Started by bin/chaos, which explains it."""
import argparse, os, pathlib, random, shutil, signal, statistics, subprocess, sys, tempfile, threading, time

import machine
from docker import Docker, Gone, Refused
from workload import Workload

RECOVERY_LIMIT = 5.0


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


def spread(times):
    if not times:
        return "none"
    times = sorted(times)
    return (f"median {statistics.median(times):.2f} s, 95th percentile {times[min(len(times) - 1, int(len(times) * .95))]:.2f} s,"
            f" most {times[-1]:.2f} s")


class Chaos:
    def __init__(self, folder, kills, seed):
        self.kills, self.random = kills, random.Random(seed)
        self.folder, self.engine, self.diary = folder, Engine(folder), Diary()
        self.times = {"service": [], "keeper": [], "both": []}
        self.usage = {"service": [], "keeper": []}
        self.loads, self.slow, self.work_of_start = [], [], []

    def run(self):
        engine, diary = self.engine, self.diary
        before = machine.whole()
        diary.say(f"started in {engine.start():.2f} s, keeper {engine.keeper()}")
        self.bare = {"service": machine.usage(engine.process.pid), "keeper": machine.usage(engine.keeper())}
        work = self.work = Workload(engine, diary, self.random, self.folder)
        work.prepare()
        for n in range(self.kills):
            time.sleep(self.random.uniform(0, 3))
            self.once(n, self.random.choices(("service", "keeper", "both"), (45, 30, 25))[0])
            work.check()
        diary.say("no more kills: the workload ends")
        work.finish()
        busy = machine.usage(engine.keeper()), work.running()
        work.remove_all()
        time.sleep(3)
        idle = machine.usage(engine.keeper())
        engine.stop()
        self.leaks(before)
        self.summary(work, busy, idle)

    def once(self, n, kind):
        engine, diary = self.engine, self.diary
        keeper = engine.keeper()
        if kind != "service" and not keeper:
            kind = "service"  # none: it starts when it is needed
        load = os.getloadavg()[0]
        diary.kill(kind)
        begin = time.monotonic()
        if kind != "keeper":
            engine.kill_service()
        if kind != "service":
            os.kill(keeper, signal.SIGKILL)
        if kind != "keeper":
            took = engine.start()
        else:
            self.work.until_exec_works()
            took = time.monotonic() - begin
        diary.recovered()
        self.times[kind].append(took)
        if kind != "keeper":
            self.work_of_start.append(machine.seconds_of_cpu(engine.process.pid))
        self.loads.append(load)
        if kind != "keeper" and took > RECOVERY_LIMIT:
            self.slow.append((took, load))
            if load < 2 * os.cpu_count():
                diary.fail(f"answered {took:.1f} s after the start of kill {n + 1}, load {load:.1f}")
        diary.say(f"kill {n + 1} {kind}: back in {took:.2f} s, load {load:.1f}, {self.work.counts()}")
        for who, pid in (("service", engine.process.pid), ("keeper", engine.keeper())):
            used = machine.usage(pid) if pid else None
            if used:
                self.usage[who].append(used)

    def leaks(self, before):
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and (machine.ours(self.engine.mark) or machine.keepers(self.engine.root)):
            time.sleep(0.2)
        for left in sorted(machine.ours(self.engine.mark)):
            self.diary.fail("left behind: " + left)
        for pid in machine.keepers(self.engine.root):
            self.diary.fail(f"a keeper still runs: {pid}")
        mounts, forwarding = machine.whole()
        mine = [mount for mount in mounts - before[0] if str(self.folder) in mount]
        if mine:
            self.diary.fail(f"mounts left: {mine}")
        if forwarding != before[1]:
            self.diary.notes.append(f"ip_forward was {before[1]} and is {forwarding} (other engines change it too)")

    def bounds(self, work):
        lines, limits = [], {}
        for who, (fds, threads, _) in self.bare.items():  # a client, an exec and a start need some as well
            limits[who] = fds + 80 + 12 * work.most, threads + 60 + 4 * work.most
        for who, used in self.usage.items():
            fds, threads, memory = (max(column) for column in zip(*used)) if used else (0, 0, 0)
            lines.append(f"{who}: most {fds} descriptors, {threads} threads, {memory // 1024} MB")
            for name, value, limit in zip(("descriptors", "threads"), (fds, threads), limits[who]):
                if value > limit:
                    self.diary.fail(f"the {who} had {value} {name}, more than {limit}")
        return lines

    def summary(self, work, busy, idle):
        diary = self.diary
        bounds = self.bounds(work)
        print(f"\nkills: {len(diary.kills)} ("
              + ", ".join(f"{kind} {len(times)}" for kind, times in self.times.items()) + ")")
        for line in work.report():
            print(line)
        for kind, times in self.times.items():
            what = "exec works again" if kind == "keeper" else "ping and list answer"
            print(f"recovery after a kill of {kind}, until {what}: {spread(times)}")
        print(f"the service's own processor time until it answered: {spread(self.work_of_start)}")
        print(f"load average of {os.cpu_count()} processors: median {statistics.median(self.loads or [0]):.1f},"
              f" most {max(self.loads or [0]):.1f};"
              f" answers later than {RECOVERY_LIMIT:.0f} s: {len(self.slow)}")
        for line in bounds:
            print(line)
        if busy[0] and idle:
            print(f"keeper at the end: {idle[0]} descriptors (bare {self.bare['keeper'][0]}), {idle[1]} threads;"
                  f" memory {idle[2]} kB idle (bare {self.bare['keeper'][2]} kB), {busy[0][2]} kB with {busy[1]} containers running")
        for note in diary.notes:
            print("note:", note)
        print("verdict:", "held" if not diary.failures else f"{len(diary.failures)} FAILED")
        for failure in diary.failures[:40]:
            print("  " + failure)

    def clean_up(self):
        """Everything of this engine, by id, however the run ended."""
        work = getattr(self, "work", None)
        if work:
            work.stopping.set()
            work.registry.close()
        try:
            if self.engine.process and self.engine.process.poll() is None:
                for container in self.engine.docker.json("GET", "/containers/json", all="1", timeout=10):
                    self.engine.docker.call("DELETE", "/containers/" + container["Id"], force="1", timeout=15,
                                            good=(404, 409, 500))
        except (Gone, Refused, TypeError):
            pass
        self.engine.stop()
        for pid in machine.keepers(self.engine.root):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
        machine.remove_remains(self.engine.mark)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 6))
    options.add_argument("--keep", action="store_true", help="leave the folder with the logs")
    args = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"chaos: seed {args.seed}, {args.kills} kills", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="berth-chaos.", dir="/var/tmp"))
    chaos = Chaos(folder, args.kills, args.seed)
    finished = False
    try:
        chaos.run()
        finished = True
    finally:
        chaos.clean_up()
        if args.keep or chaos.diary.failures or not finished:
            print("logs:", folder)
            shutil.rmtree(folder / "root" / "containers", ignore_errors=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if chaos.diary.failures else 0)


if __name__ == "__main__":
    main()
