"""Kills the service at random while images are made, moved and removed. Started by bin/chaos --images."""
import collections, io, os, pathlib, random, shutil, socket, subprocess, tarfile, tempfile, threading, time, urllib.error, urllib.request

import machine
from docker import Gone, Refused
from engine import Diary, Engine, clean_up, leaks
from workload import busybox_tar

WORKERS = 3
MOST = 5  # names a worker keeps
FILL = 3_000_000  # bytes in an image of its own that nothing compresses: work takes time to be cut off
PATIENCE = 120


class Registry:
    """Debian's docker-registry on loopback, which no kill touches."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"localhost:{free.getsockname()[1]}"
        config = folder / "registry.yml"
        config.write_text(f"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n"
                          f"storage: {{filesystem: {{rootdirectory: {folder / 'registry'}}}}}\nhttp: {{addr: '{self.address}'}}\n")
        with open(folder / "registry.log", "wb") as log:
            self.process = subprocess.Popen(["docker-registry", "serve", config], stdout=log, stderr=log)

    def has(self, name, tag):
        request = urllib.request.Request(f"http://{self.address}/v2/{name}/manifests/{tag}", method="HEAD", headers={
            "Accept": "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"})
        try:
            with urllib.request.urlopen(request, timeout=20):
                return True
        except urllib.error.HTTPError:
            return False

    def close(self):
        self.process.terminate()
        self.process.wait()


class Worker(threading.Thread):
    """Its names are nobody else's. What a name must be is known but while a kill leaves it open."""

    def __init__(self, chaos, number):
        super().__init__(daemon=True)
        self.chaos, self.number, self.random = chaos, number, random.Random(chaos.random.random())
        self.here = {}  # name: content, or None where it was removed
        self.open = set()  # names whose last command got no answer
        self.pushed = {}  # name: content that the registry has
        self.files = {}  # content: an archive of docker save
        self.count = 0

    def run(self):
        while not self.chaos.stopping.is_set():
            self.chaos.going.wait()
            if self.chaos.enter():
                try:
                    self.once()
                except Exception as e:
                    self.chaos.diary.fail(f"worker {self.number}: {e!r}")
                    return
                finally:
                    self.chaos.leave()

    def once(self):
        there = [name for name, content in self.here.items() if content and name not in self.open]
        kept = [name for name in self.pushed if not self.here.get(name) and name not in self.open]
        saved = [name for name, content in self.files.items() if not self.here.get(name) and name not in self.open]
        choices = [self.prune]
        if len(there) < MOST:
            choices += [self.import_, self.build, self.build]
            choices += [lambda: self.pull(self.random.choice(kept))] * 3 if kept else []
            choices += [lambda: self.load(self.random.choice(saved))] * 2 if saved else []
        if there:
            name = self.random.choice(there)
            choices += [lambda: self.push(name), lambda: self.save(name), lambda: self.remove(name)]
        if len(there) > 2:
            choices += [lambda: self.remove(name)] * 2
        self.random.choice(choices)()

    def fresh(self):
        self.count += 1
        return f"{self.chaos.registry.address}/w{self.number}/n{self.count}:1", f"{self.number}.{self.count}"

    def import_(self):
        name, content = self.fresh()
        self.make("import", name, content, ["import", "-", name], self.chaos.archive(content))

    def build(self):
        name, content = self.fresh()
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            steps = f"FROM chaos:1\nRUN echo {content} > /first\nCOPY fill /fill\nRUN cp /first /content && sleep 0.1\n"
            for file, data in (("Dockerfile", steps.encode()), ("fill", os.urandom(FILL))):
                info = tarfile.TarInfo(file)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        self.make("build", name, content, ["build", "-q", "-t", name, "-"], out.getvalue())

    def pull(self, name):
        self.make("pull", name, self.pushed[name], ["pull", "-q", name])

    def load(self, name):
        content, file = self.files[name]
        self.make("load", name, content, ["load", "-q", "-i", str(file)])

    def make(self, verb, name, content, command, stdin=None):
        self.here[name] = content
        self.open.add(name)
        if self.chaos.docker(verb, command, stdin):
            self.open.discard(name)

    def remove(self, name):
        self.open.add(name)
        if self.chaos.docker("rmi", ["rmi", name]):
            self.here[name] = None
            self.open.discard(name)

    def push(self, name):
        if self.chaos.docker("push", ["push", "-q", name]):
            self.pushed[name] = self.here[name]
            repository = name.removeprefix(self.chaos.registry.address + "/").removesuffix(":1")
            if not self.chaos.registry.has(repository, "1"):
                self.chaos.diary.fail(f"{name} is pushed, and the registry has it not")

    def save(self, name):
        if name in self.files:
            return
        file = self.chaos.folder / f"save-{self.number}-{self.count}.tar"
        if self.chaos.docker("save", ["save", "-o", str(file), name]):
            self.files[name] = self.here[name], file

    def prune(self):
        self.chaos.docker("prune", ["image", "prune", "-f"])

    def settle(self, look):
        """What a kill left open is looked up; what was acknowledged has to be so."""
        for name, content in list(self.here.items()):
            there = self.chaos.is_there(name)
            if name in self.open:
                self.chaos.decided["done" if there == bool(content) else "undone"] += 1
                self.here[name] = content if there else None
                self.open.discard(name)
                look = True
            elif there != bool(content):
                self.chaos.diary.fail(f"{name} was {'made' if content else 'removed'}, and is {'there' if there else 'gone'}")
                self.here[name] = content if there else None
            if there and (look or self.random.random() < 0.2):
                self.chaos.read(name, content)


class ImageChaos:
    def __init__(self, folder, kills, seed):
        self.folder, self.kills, self.random = folder, kills, random.Random(seed)
        self.engine, self.diary, self.registry = Engine(folder), Diary(), Registry(folder)
        self.stopping, self.going, self.lock, self.busy = threading.Event(), threading.Event(), threading.Lock(), 0
        self.said, self.cut, self.decided = collections.Counter(), collections.Counter(), collections.Counter()
        self.reads = 0
        self.base = busybox_tar()

    def run(self):
        engine, diary = self.engine, self.diary
        before = machine.whole()
        diary.say(f"started in {engine.start():.2f} s")
        if not self.docker("import", ["import", "-", "chaos:1"], self.base):
            raise SystemExit("the base image is not there")
        workers = [Worker(self, n) for n in range(WORKERS)]
        self.going.set()
        for worker in workers:
            worker.start()
        for n in range(self.kills):
            time.sleep(self.random.uniform(0, 2))
            diary.kill("service")
            engine.kill_service()
            with self.lock:
                self.going.clear()
            took = engine.start()
            diary.recovered()
            self.quiet()
            for worker in workers:
                worker.settle(look=n == self.kills - 1)
            diary.say(f"kill {n + 1}: back in {took:.2f} s, {sum(self.said.values())} done, {sum(self.cut.values())} cut off,"
                      f" {self.reads} images read")
            self.going.set()
        self.stopping.set()
        for worker in workers:
            worker.join(PATIENCE)
            worker.settle(look=True)
        self.empty()
        engine.stop()
        leaks(engine, diary, before)
        self.summary()

    def enter(self):
        with self.lock:
            if self.going.is_set():
                self.busy += 1
                return True
        return False

    def leave(self):
        with self.lock:
            self.busy -= 1

    def quiet(self):
        """Commands of before the kill have come to their end."""
        deadline = time.monotonic() + PATIENCE
        while self.busy and time.monotonic() < deadline:
            time.sleep(0.02)

    def docker(self, verb, command, stdin=None):
        """Whether it was acknowledged. A refusal that no kill explains is a failure."""
        begin = time.time()
        options = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
        done = subprocess.run(["docker", "-H", f"unix://{self.engine.socket}", *command], capture_output=True, timeout=PATIENCE,
                              env={**os.environ, "DOCKER_BUILDKIT": "0"}, **options)
        if done.returncode == 0:
            self.said[verb] += 1
            return True
        if not self.diary.between(begin, time.time()):
            self.diary.fail(f"{' '.join(command)}: {done.stderr.decode(errors='replace')[-300:]}")
        self.cut[verb] += 1
        return False

    def archive(self, content):
        out = io.BytesIO(self.base)
        with tarfile.open(fileobj=out, mode="a") as tar:
            for name, data in (("content", content.encode() + b"\n"), ("fill", os.urandom(FILL))):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return out.getvalue()

    def is_there(self, name):
        try:
            self.engine.docker.call("GET", f"/images/{name}/json")
            return True
        except Refused as e:
            if e.status != 404:
                self.diary.fail(f"inspect {name}: {e}")
            return False

    def read(self, name, content):
        done = subprocess.run(["docker", "-H", f"unix://{self.engine.socket}", "run", "--rm", "--network", "none", name,
                               "cat", "/content"], capture_output=True, text=True, timeout=PATIENCE)
        self.reads += 1
        if done.stdout.strip() != content:
            self.diary.fail(f"{name} holds {done.stdout.strip()!r} instead of {content!r}: {done.stderr[-300:]}")

    def empty(self):
        """Without images nothing is left on disk, whatever the kills left half done."""
        images = self.engine.docker.json("GET", "/images/json", all="1")
        for image in images:
            self.engine.docker.call("DELETE", "/images/" + image["Id"], force="1", good=(404,))
        self.engine.docker.call("POST", "/images/prune")  # also what unfinished pulls would go on from
        self.engine.stop()
        self.engine.start()
        for folder in ("blobs", "layers"):
            left = [path for path in (self.engine.root / folder).rglob("*") if path.is_file()]
            if left:
                self.diary.fail(f"{len(left)} files left in {folder}, such as {left[0]}")
        if self.engine.docker.json("GET", "/images/json", all="1"):
            self.diary.fail("images are left")
        if self.engine.docker.json("GET", "/containers/json", all="1"):
            self.diary.fail("containers of builds are left")

    def summary(self):
        count = lambda counter: ", ".join(f"{verb} {counter[verb]}" for verb in sorted(counter))
        print(f"\nkills of the service: {len(self.diary.kills)}\nacknowledged: {count(self.said)}\ncut off by a kill: {count(self.cut)};"
              f" found done: {self.decided['done']}, undone: {self.decided['undone']}\nimages read: {self.reads}")
        print("verdict:", "held" if not self.diary.failures else f"{len(self.diary.failures)} FAILED")
        for failure in self.diary.failures[:40]:
            print("  " + failure)


def kill_under_images(kills, seed, keep):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="berth-chaos.", dir="/var/tmp"))
    chaos = ImageChaos(folder, kills, seed)
    finished = False
    try:
        chaos.run()
        finished = True
    finally:
        chaos.stopping.set()
        chaos.going.set()
        clean_up(chaos.engine, None)
        chaos.registry.close()
        if keep or chaos.diary.failures or not finished:
            print("logs:", folder)
        else:
            shutil.rmtree(folder)
    return not chaos.diary.failures
