"""Kills the service and the keeper at random under a workload. Started by bin/chaos, which explains it."""
import argparse, os, pathlib, random, shutil, signal, statistics, sys, tempfile, time

import machine
from engine import Diary, Engine, clean_up, leaks
from images import kill_under_images
from rehearsal import rehearse
from workload import Workload

RECOVERY_LIMIT = 5.0
KEEPER_TRIMS = 30  # seconds after which the keeper has given back what it needed while it was busy


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
        time.sleep(KEEPER_TRIMS + 5)
        idle = machine.usage(engine.keeper())
        engine.stop()
        leaks(engine, diary, before)
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


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 6))
    options.add_argument("--keep", action="store_true", help="leave the folder with the logs")
    options.add_argument("--upgrade-from", metavar="COMMIT", help="no kills: one upgrade under twenty containers")
    options.add_argument("--images", action="store_true", help="kills while images are made, moved and removed")
    args = options.parse_args()
    if args.upgrade_from:
        rehearse(args.upgrade_from)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"chaos: seed {args.seed}, {args.kills} kills", flush=True)
    if args.images:
        sys.exit(0 if kill_under_images(args.kills, args.seed, args.keep) else 1)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="berth-chaos.", dir="/var/tmp"))
    chaos = Chaos(folder, args.kills, args.seed)
    finished = False
    try:
        chaos.run()
        finished = True
    finally:
        clean_up(chaos.engine, getattr(chaos, "work", None))
        if args.keep or chaos.diary.failures or not finished:
            print("logs:", folder)
            shutil.rmtree(folder / "root" / "containers", ignore_errors=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if chaos.diary.failures else 0)


if __name__ == "__main__":
    main()
