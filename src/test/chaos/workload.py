"""Containers in many ways, and what must be true of them."""
import io, itertools, json, pathlib, random, re, shutil, socket, subprocess, tarfile, threading, time, urllib.request

import machine
from docker import Gone, Refused, frames

IMAGE = "chaos:1"
LINES = 'i=0; while :; do echo "o $i"; [ $((i %% 5)) = 0 ] && echo "e $((i / 5))" >&2; i=$((i+1)); usleep %d; done'
FLOOD = 'i=0; while :; do n=0; while [ $n -lt %d ]; do echo "o $i"; i=$((i+1)); n=$((n+1)); done; usleep 400000; done'
ANSWER = 'while read -r x; do echo "got $x"; done'
KEEPER = {"keeper", "both"}
BACKLOG = 90
SETTLE = 20  # seconds until something that ended must have been dealt with


def busybox_tar():
    out = io.BytesIO()
    binary = pathlib.Path(subprocess.check_output(["which", "busybox"], text=True).strip()).resolve().read_bytes()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for folder in ("bin", "etc", "tmp", "truth", "www"):
            info = tarfile.TarInfo(folder)
            info.type, info.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(info)
        for name, content in (("bin/busybox", binary), ("etc/passwd", b"root:x:0:0::/:/bin/sh\n"), ("www/index.html", b"up\n")):
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o755
            tar.addfile(info, io.BytesIO(content))
        for applet in "sh cat sleep usleep ls echo true date httpd kill".split():
            info = tarfile.TarInfo("bin/" + applet)
            info.type, info.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(info)
    return out.getvalue()


class Lines:
    """Follows a container's numbered lines by their timestamps, each exactly once."""

    def __init__(self, work, name):
        self.work, self.name = work, name
        self.since, self.tail, self.next = "0", [], {1: 0, 2: 0}
        self.at = {1: 0.0, 2: 0.0}

    def read(self):
        lines = []
        for stream, payload in frames(self.work.docker.call(
                "GET", f"/containers/{self.name}/logs", stdout="1", stderr="1", timestamps="1", since=self.since)):
            for line in payload.decode(errors="replace").splitlines():
                stamp, _, text = line.partition(" ")
                lines.append((stream, stamp, text))
        fresh, known = [], list(self.tail)
        for line in lines:
            if line in known:
                known.remove(line)
            else:
                fresh.append(line)
        if lines:
            last = max(stamp for _, stamp, _ in lines)
            self.tail = [line for line in lines if line[1] == last]
            self.since = seconds(last)
        for line in fresh:
            self.take(*line)

    def take(self, stream, stamp, text):
        work, at = self.work, float(seconds(stamp))
        match = re.fullmatch(("o", "e")[stream - 1] + r" (\d+)", text)
        if not match:
            self.lost(stream, at, 0, f"cut line {text[:40]!r}")
            return
        number = int(match[1])
        work.lines += 1
        if number < self.next[stream]:
            work.diary.fail(f"{self.name}: line {text!r} again at {stamp}, expected {self.next[stream]}")
            return
        if number > self.next[stream]:
            self.lost(stream, at, number - self.next[stream], f"lines {self.next[stream]} to {number - 1} of stream {stream}")
        self.next[stream], self.at[stream] = number + 1, at

    def lost(self, stream, at, count, what):
        work = self.work
        kinds = work.diary.between(self.at[stream] - 0.5, at + 0.5)
        if kinds & KEEPER:
            work.lost["keeper"] += count
            work.cut += count == 0
        else:
            work.lost["service"] += count or 1
            work.diary.fail(f"{self.name}: lost {what} between {self.at[stream]:.3f} and {at:.3f}, kills {kinds or 'none'}")


def seconds(stamp):
    """2026-01-02T03:04:05.123456789Z as the API wants it in since."""
    date, _, fraction = stamp.rstrip("Z").partition(".")
    import calendar
    return f"{calendar.timegm(time.strptime(date, '%Y-%m-%dT%H:%M:%S'))}.{(fraction or '0').ljust(9, '0')}"


def view_time(stamp):
    return float(seconds(stamp))


class Registry:
    """Debian's docker-registry on loopback with the images of the tests; left out where it is not installed."""

    def __init__(self, folder):
        self.process, self.image = None, None
        if not shutil.which("docker-registry"):
            return
        images = subprocess.run(["src/test/images/build"], capture_output=True, text=True)
        if images.returncode:
            return
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "registry.yml").write_text(
            "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
            f"storage: {{filesystem: {{rootdirectory: {images.stdout.strip()}}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n")
        self.process = subprocess.Popen(["docker-registry", "serve", str(folder / "registry.yml")], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.image = f"localhost:{port}/tut/busybox"

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()


class Workload:
    def __init__(self, engine, diary, rand, folder):
        self.engine, self.docker, self.diary = engine, engine.docker, diary
        self.truth = folder / "truth"
        self.truth.mkdir()
        self.seeds = rand
        self.stopping = threading.Event()
        self.threads = []
        self.long = {}  # name: (pid, start ticks, started at)
        self.readers, self.addresses = [], {}
        self.lock = threading.Lock()
        self.shorts, self.retrying, self.removed, self.marks = [], [], [], []
        self.lines = self.cut = self.execs = self.created = self.most = 0
        self.unknown = {"keeper": 0, "both": 0}
        self.refused, self.imports, self.typed, self.fetched, self.commands, self.restarts = 0, 0, 0, 0, 0, 0
        self.pulls = 0
        self.lost = {"service": 0, "keeper": 0}
        self.always = {}
        self.number = 0
        self.registry = Registry(folder)

    # --- making things

    def prepare(self):
        self.begin_lasting()
        for name in ("always", "unless-stopped"):
            self.create(name, f"echo s >> /truth/{name}; sleep 11; exit 3", HostConfig={"RestartPolicy": {"Name": name}})
            self.start(name)
            self.always[name] = (0, time.time())
        for job in (self.short, self.short, self.exec, self.exec, self.churn, self.failing, self.auto_removed, self.type,
                    self.command, self.load, self.pull):
            thread = threading.Thread(target=self.repeat, args=(job, random.Random(self.seeds.random())), daemon=True)
            thread.start()
            self.threads.append(thread)

    def begin_lasting(self):
        """Containers that run to the end: numbered lines, terminals, a published port."""
        load = ["docker", "-H", f"unix://{self.engine.socket}", "import", "-", IMAGE]
        subprocess.run(load, input=busybox_tar(), check=True, stdout=subprocess.DEVNULL)
        for name, script in (("fast", LINES % 30000), ("middle", LINES % 150000), ("slow", LINES % 900000),
                             ("flood", FLOOD % 1500)):
            self.endless(name, script)
            self.readers.append(Lines(self, name))
        self.endless("terminal", ANSWER, Tty=True, OpenStdin=True)
        self.endless("typed", ANSWER, OpenStdin=True)
        self.endless("web", "exec httpd -f -p 80 -h /www", HostConfig={"PortBindings": {"80/tcp": [{"HostPort": ""}]}},
                     ExposedPorts={"80/tcp": {}})
        self.port = self.docker.json("GET", "/containers/web/json")["NetworkSettings"]["Ports"]["80/tcp"][0]["HostPort"]

    def repeat(self, job, rand):
        while not self.stopping.wait(rand.uniform(0.1, 1.2)):
            if len(self.shorts) + len(self.retrying) + len(self.removed) > BACKLOG:
                continue  # on a slow machine the checks come after the work
            begin = time.time()
            try:
                job(rand)
            except Gone as e:
                if not self.diary.between(begin - 1, time.time() + 1):
                    self.diary.fail(f"{job.__name__}: no answer although nothing was killed: {e}")
                time.sleep(0.3)
            except Refused as e:
                kinds = self.diary.between(begin - 1, time.time() + 1)
                if kinds:
                    self.refused += 1
                else:
                    self.diary.fail(f"{job.__name__}: {e}")
            except Exception as e:
                self.diary.fail(f"{job.__name__}: {e!r}")

    def name(self, kind):
        with self.lock:
            self.number += 1
            return f"{kind}-{self.number}"

    def insist(self, method, path, **more):
        """Until it is answered, as somebody would whose service comes back."""
        return self.tries(method, path, **more)[0]

    def tries(self, method, path, **more):
        """The answer, and how often it was asked for."""
        for count in itertools.count(1):
            try:
                return self.docker.call(method, path, **more), count
            except Gone:
                if self.stopping.is_set() and not self.finishing:
                    raise
                time.sleep(0.1)

    finishing = False

    def create(self, name, script, HostConfig=None, **config):
        host = {"Binds": [f"{self.truth}:/truth"], **(HostConfig or {})}
        self.insist("POST", f"/containers/create?name={name}", good=(409,),
                    body={"Image": IMAGE, "Cmd": ["sh", "-c", script], "HostConfig": host, **config})
        self.created += 1

    def start(self, name):
        """Whether it was asked for more than once: the first time may have worked."""
        return self.tries("POST", f"/containers/{name}/start", good=(304,))[1] > 1

    def endless(self, name, script, **config):
        self.create(name, script, **config)
        self.start(name)
        state = self.docker.json("GET", f"/containers/{name}/json")["State"]
        self.addresses[name] = self.address(name)
        self.long[name] = (state["Pid"], machine.stat(state["Pid"]), state["StartedAt"])

    def address(self, name):
        return self.docker.json("GET", f"/containers/{name}/json")["NetworkSettings"]["IPAddress"]

    # --- what goes on at random

    def short(self, rand):
        name, code = self.name("short"), rand.randrange(0, 121)
        wait = rand.choice(("", "usleep 200000;", "sleep 1;", "sleep 3;"))
        host = {}
        if rand.random() < .2:
            code, end, host = 143, "kill -TERM $$; sleep 5", {"PidMode": "host"}
        else:
            end = f"exit {code}"
        if rand.random() < .3:
            host["NetworkMode"] = "none"
        self.create(name, f"echo begin; {wait} echo end; echo {code} > /truth/{name}; {end}", HostConfig=host)
        try:
            self.start(name)
        except Refused:
            self.insist("DELETE", "/containers/" + name, force="1", good=(404, 409))
            raise
        with self.lock:
            self.shorts.append((name, code, time.time()))

    def exec(self, rand):
        where = rand.choice(("slow", "middle", "web", "terminal"))
        code, begin = rand.randrange(0, 100), time.time()
        detached = rand.random() < .25
        mark = self.name("mark")
        script = f"echo out-{mark}; {rand.choice(('', 'usleep 300000;', 'sleep 1;'))} echo {code} > /truth/{mark}; exit {code}"
        made = self.docker.json("POST", f"/containers/{where}/exec", {
            "Cmd": ["sh", "-c", script], "AttachStdout": not detached, "AttachStderr": not detached})["Id"]
        if detached:
            self.docker.call("POST", f"/exec/{made}/start", {"Detach": True})
            output = b""
            with self.lock:
                self.marks.append((mark, begin, time.time()))
        else:
            sock, output = self.docker.hijack(f"/exec/{made}/start", {"Detach": False})
            with sock:
                while piece := self.receive(sock):
                    output += piece
        self.execs += 1
        if detached:
            return
        view = self.docker.json("GET", f"/exec/{made}/json", good=(404,))
        kinds = self.diary.between(begin - .5, time.time() + .5)
        if view.get("ExitCode") == code and (kinds or b"out-" + mark.encode() in output):
            return
        if not kinds:
            self.diary.fail(f"exec in {where}: {view.get('ExitCode')} for {code}, {output!r}")
        elif "ExitCode" in view and not view.get("Running") and not (kinds & KEEPER and view["ExitCode"] in (255, 126)):
            self.diary.fail(f"exec in {where} during {kinds}: {view['ExitCode']} for {code}")
        else:
            self.unknown_exec += 1

    unknown_exec = 0

    @staticmethod
    def receive(sock):
        try:
            return sock.recv(65536)
        except OSError as e:
            raise Gone(repr(e)) from e

    def churn(self, rand):
        name = self.name("churn")
        self.create(name, "sleep 1000")
        self.start(name)
        if rand.random() < .5:
            self.insist("POST", f"/containers/{name}/stop", t="0", good=(304,), timeout=90)
            code = json.loads(self.insist("GET", f"/containers/{name}/json"))["State"]["ExitCode"]
            if code not in (137, 143, 255):
                self.diary.fail(f"{name}: stopped with {code}")
            if rand.random() < .5:
                self.start(name)
        self.insist("DELETE", "/containers/" + name, force="1", good=(404, 409), timeout=90)

    def failing(self, rand):
        name = self.name("failing")
        self.create(name, f"echo s >> /truth/{name}; exit 5",
                    HostConfig={"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}})
        again = self.start(name)
        with self.lock:
            self.retrying.append((name, again, time.time()))
        self.stopping.wait(3)

    def auto_removed(self, rand):
        name = self.name("brief")
        self.create(name, f"usleep {rand.randrange(2000000)}; echo 0 > /truth/{name}", HostConfig={"AutoRemove": True})
        try:
            self.start(name)
        except Refused as e:
            if e.status != 404:  # an unheard first try has run and removed it
                raise
        with self.lock:
            self.removed.append((name, time.time()))

    def type(self, rand):
        name, word, begin = rand.choice(("terminal", "typed")), self.name("word"), time.time()
        sock, output = self.docker.hijack(f"/containers/{name}/attach?stream=1&stdin=1&stdout=1&stderr=1", timeout=20)
        with sock:
            try:
                sock.sendall(word.encode() + b"\n")
                while f"got {word}".encode() not in output:
                    piece = sock.recv(4096)
                    if not piece:
                        raise Gone("attach ended")
                    output += piece
                self.typed += 1
            except OSError as e:
                if not self.diary.between(begin - .5, time.time() + .5):
                    self.diary.fail(f"{name} does not answer {word!r}: {output[-200:]!r} {e!r}")

    def command(self, rand):
        code, begin = rand.randrange(0, 100), time.time()
        done = subprocess.run(
            ["docker", "-H", f"unix://{self.engine.socket}", *rand.choice((
                ["run", "--rm", "--name", self.name("command"), IMAGE, "sh", "-c", f"echo hello; exit {code}"],
                ["exec", "slow", "sh", "-c", f"echo hello; exit {code}"]))],
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.commands += 1
        if (done.returncode, done.stdout) != (code, "hello\n") and not self.diary.between(begin - .5, time.time() + .5):
            self.diary.fail(f"{' '.join(done.args[3:5])}: {done.returncode} for {code}, {done.stdout!r} {done.stderr!r}")

    def load(self, rand):
        tag = self.name("load")
        self.docker.call("POST", f"/images/create?fromSrc=-&repo={tag}&tag=1", busybox_tar())
        self.insist("DELETE", f"/images/{tag}:1", good=(404, 409))
        self.imports += 1
        self.stopping.wait(4)

    def pull(self, rand):
        image, begin = self.registry.image, time.time()
        if not image:
            self.stopping.wait(60)
            return
        tag = rand.choice(("1", "2", "zstd"))
        said = self.docker.call("POST", "/images/create", fromImage=image, tag=tag)
        if b'"error"' in said or b"Status:" not in said:
            if not self.diary.between(begin - 1, time.time() + 1):
                self.diary.fail(f"pull: {said[-200:]!r}")
            return
        self.pulls += 1
        name = self.name("pulled")
        self.insist("POST", f"/containers/create?name={name}", good=(409,), body={"Image": f"{image}:{tag}", "Cmd": ["true"]})
        self.start(name)
        self.insist("DELETE", "/containers/" + name, force="1", good=(404, 409), timeout=90)
        self.insist("DELETE", f"/images/{image}:{tag}", good=(404, 409))
        self.stopping.wait(2)

    # --- what must be true

    def until_exec_works(self):
        while True:
            try:
                made = self.docker.json("POST", "/containers/slow/exec", {"Cmd": ["true"], "AttachStdout": True})["Id"]
                sock, _ = self.docker.hijack(f"/exec/{made}/start", {"Detach": False}, timeout=60)
                with sock:
                    while self.receive(sock):
                        pass
                if self.docker.json("GET", f"/exec/{made}/json")["ExitCode"] == 0:
                    return
            except (Gone, Refused):
                time.sleep(0.02)

    def check(self):
        containers = {c["Names"][0].lstrip("/"): c for c in self.docker.json("GET", "/containers/json", all="1")}
        self.most = max(self.most, sum(c["State"] == "running" for c in containers.values()))
        for name, (pid, born, started) in list(self.long.items()):
            state = self.docker.json("GET", f"/containers/{name}/json")["State"]
            if not state["Running"] or (state["Pid"], state["StartedAt"]) != (pid, started):
                self.diary.fail(f"{name} is {state['Status']} with {state['Pid']} since {state['StartedAt']},"
                                f" was {pid} since {started}: {state['ExitCode']} {state['Error']}")
                del self.long[name]
            if self.address(name) != self.addresses[name]:
                self.diary.fail(f"{name} has the address {self.address(name)!r}, had {self.addresses[name]}")
                self.addresses[name] = self.address(name)
            now = machine.stat(pid)
            if not now or now[1] != born[1]:
                self.diary.fail(f"process {pid} of {name} is gone")
                self.long.pop(name, None)
        self.check_lines()
        self.check_web()
        self.check_ended(containers)

    def check_lines(self):
        for reader in self.readers:
            reader.read()

    def check_web(self):
        deadline = time.monotonic() + 10
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                    if answer.read() == b"up\n":
                        self.fetched += 1
                        return
            except OSError as e:
                error = e
            if time.monotonic() > deadline:
                self.diary.fail(f"published port {self.port} does not answer: {error!r}")
                return
            time.sleep(.1)

    def due(self, pending, everything):
        """Takes out what has had the time to end."""
        limit = time.time() - (0 if everything else SETTLE + 5)
        with self.lock:
            ready = [entry for entry in pending if entry[-1] < limit]
            for entry in ready:
                pending.remove(entry)
        return ready

    def state(self, name):
        view = self.docker.json("GET", f"/containers/{name}/json", good=(404,))
        return view if "State" in view else None

    def check_ended(self, containers, everything=False):
        for name, code, at in self.due(self.shorts, everything):
            self.check_short(name, code, at)
        for name, again, at in self.due(self.retrying, everything):
            self.check_retried(name, again, at)
        for name, at in self.due(self.removed, everything):
            view = self.state(name)
            if view and not (view["State"]["Status"] == "created" and self.diary.between(at - 60, at)):
                self.diary.fail(f"{name} was to remove itself and is {view['State']}")
        for mark, begin, at in self.due(self.marks, everything):
            if not (self.truth / mark).exists() and not self.diary.between(begin - .5, at + 2) & KEEPER:
                self.diary.fail(f"detached exec {mark} has not run")
        for name, (count, at) in list(self.always.items()):
            starts = len((self.truth / name).read_text().split()) if (self.truth / name).exists() else 0
            if starts > count:
                self.always[name] = (starts, time.time())
            elif time.time() - at > 60:
                self.diary.fail(f"{name}: no start for 60 s after {count}: {self.state(name)['State']}")
                self.always[name] = (starts, time.time())

    def check_short(self, name, code, at):
        view, file = self.state(name), self.truth / name
        if view is None:
            self.diary.fail(f"{name} is gone")
            return
        state = view["State"]
        ended = file.stat().st_mtime if file.exists() else at
        kinds = self.diary.between(ended - 2, ended + 2)
        if state["Running"]:
            self.diary.fail(f"{name} still runs {SETTLE} s after it began, truth {file.exists()}")
        elif state["ExitCode"] == code and file.exists():
            pass
        elif state["ExitCode"] == 255 and state["Error"] and file.exists() and kinds & KEEPER:
            self.unknown["both" if "both" in kinds else "keeper"] += 1
        else:
            self.diary.fail(f"{name}: {state['Status']} {state['ExitCode']} {state['Error']!r} for {code},"
                            f" truth {file.exists()}, kills then {kinds or 'none'}")
        said = b"".join(payload for _, payload in frames(self.docker.call(
            "GET", f"/containers/{name}/logs", stdout="1", stderr="1")))
        self.lines += said.count(b"\n")
        if file.exists() and not said.endswith(b"begin\nend\n"):
            self.lost["keeper" if kinds & KEEPER else "service"] += 1
            if not self.diary.between(view_time(view["State"]["StartedAt"]) - 1, ended + 2) & KEEPER:
                self.diary.fail(f"{name}: its log says {said!r}, kills then {kinds or 'none'}")
        self.docker.call("DELETE", "/containers/" + name, good=(404, 409))
        file.unlink(missing_ok=True)

    def check_retried(self, name, again, at):
        view, file = self.state(name), self.truth / name
        starts = len(file.read_text().split()) if file.exists() else 0
        state = view["State"]
        if state["Running"] or state["Restarting"]:
            with self.lock:
                if time.time() - at < 60:
                    self.retrying.append((name, again, at))
                    return
        enough = 4 <= starts < 8 if again else starts == 4  # another start counts anew
        known = state["ExitCode"] == 5 or state["ExitCode"] == 255 and state["Error"]
        if state["Status"] != "exited" or not known or view["RestartCount"] != 3 or not enough:
            self.diary.fail(f"{name}: {state['Status']} {state['ExitCode']} {state['Error']!r} after {starts} starts,"
                            f" {view['RestartCount']} restarts, kills {self.diary.between(at - 1, at + 10) or 'none'}")
        self.restarts += view["RestartCount"]
        self.docker.call("DELETE", "/containers/" + name, force="1", good=(404, 409))

    # --- the end

    def finish(self):
        self.finishing = True
        self.stopping.set()
        for thread in self.threads:
            thread.join(120)
            if thread.is_alive():
                self.diary.fail("a part of the workload hangs")
        time.sleep(SETTLE)
        self.check()
        self.check_ended({}, everything=True)
        for name in self.always:
            count = self.docker.json("GET", f"/containers/{name}/json")["RestartCount"]
            self.restarts += count
            if count < self.always[name][0] // 2:
                self.diary.fail(f"{name}: {count} restarts counted, {self.always[name][0]} starts seen")
        self.check_command_logs()

    def check_command_logs(self):
        """The whole log once more, by the docker command."""
        text = subprocess.run(["docker", "-H", f"unix://{self.engine.socket}", "logs", "slow"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        for stream, first in ((text.stdout, "o"), (text.stderr, "e")):
            numbers = [int(m[1]) for m in re.finditer(rf"^{first} (\d+)$", stream, re.M)]
            if numbers != sorted(set(numbers)) or not self.lost["keeper"] and numbers != list(range(len(numbers))):
                self.diary.fail("docker logs slow: lines lost, doubled or out of order")

    def running(self):
        return sum(c["State"] == "running" for c in self.docker.json("GET", "/containers/json"))

    def remove_all(self):
        for container in self.docker.json("GET", "/containers/json", all="1"):
            self.docker.call("DELETE", "/containers/" + container["Id"], force="1", good=(404, 409), timeout=90)
        left = self.docker.json("GET", "/containers/json", all="1")
        if left:
            self.diary.fail(f"not removed: {[c['Names'] for c in left]}")

    def counts(self):
        return f"{self.created} containers, {self.execs} execs, {self.lines} lines"

    def report(self):
        yield (f"containers: {self.created} created, most {self.most} running at once; execs: {self.execs};"
               f" docker commands: {self.commands}; imports: {self.imports}; pulls: {self.pulls}; words typed: {self.typed}")
        yield f"lines checked: {self.lines}; lost by kills of the service: {self.lost['service']}, of the keeper: {self.lost['keeper']} (cut: {self.cut}); doubled: see verdict"
        yield f"unknown exit statuses: {self.unknown['both']} of containers whose end nobody could see, both being dead, {self.unknown['keeper']} by kills of the keeper alone, {self.unknown_exec} of execs; restarts by policy: {self.restarts}"
        yield f"requests refused while something was dead: {self.refused}; port answered: {self.fetched}"
