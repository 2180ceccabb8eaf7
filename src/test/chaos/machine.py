"""What processes and the kernel say."""
import ctypes, glob, os, pathlib, subprocess


def tag(root):
    """Of an engine's root, as the keeper makes it: Java's hash of the path."""
    h = 0
    for c in str(root):
        h = (31 * h + ord(c)) & 0xffffffff
    return f"{h:08x}"


def stat(pid):
    """(state, start time) of a process, or None."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return fields[0], int(fields[19])
    except (OSError, IndexError):
        return None


def alive(pid):
    now = stat(pid)
    return now is not None and now[0] not in "ZX"


def text(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def pids():
    return [int(p) for p in os.listdir("/proc") if p.isdigit()]


def keeper(directory, root):
    """The keeper's pid by its own word, checked against its command line; 0 when there is none."""
    try:
        pid = int((directory / "keeper.pid").read_text())
    except (OSError, ValueError):
        return 0
    line = text(pid, "cmdline").split("\0")
    return pid if "--root" in line and str(root) in line and alive(pid) else 0


def keepers(root):
    found = []
    for pid in pids():
        line = text(pid, "cmdline").split("\0")
        if any(word.endswith(("KeeperMain", "/keeper.args")) for word in line) and str(root) in line and alive(pid):
            found.append(pid)
    return found


def usage(pid):
    """(descriptors, threads, resident kB)"""
    try:
        status = dict(line.split(":", 1) for line in text(pid, "status").splitlines() if ":" in line)
        return len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]), int(status["VmRSS"].split()[0])
    except (OSError, KeyError, ValueError):
        return None


def seconds_of_cpu(pid):
    fields = text(pid, "stat").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ours(mark):
    """What of this engine is in the kernel; mark is its tag."""
    found = set()
    for line in text("self", "mountinfo").splitlines():
        if mark in line:
            found.add("mount " + line.split()[4])
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True).stdout
    for line in links.splitlines():
        name = line.split(": ")[1].split("@")[0]
        if mark in line or name == "berth" + mark:
            found.add("link " + name)
    for folder in glob.glob("/sys/fs/cgroup/**/berth-" + mark, recursive=True):
        found.add("cgroup " + folder)
    for line in tables().splitlines():
        if mark in line:
            found.add("table " + line)
    for pid in pids():
        if pid != os.getpid() and alive(pid) and f"BERTH_HOLDS=berth-{mark}/" in text(pid, "environ"):
            found.add(f"holder {pid}")
        if f"berth-{mark}" in text(pid, "cgroup") and alive(pid):
            found.add(f"process {pid} {text(pid, 'comm').strip()} {text(pid, 'cmdline')[:60]!r}")
    for folder, _, files in os.walk(f"/run/berth-keeper/{mark}"):
        found |= {"file " + path for path in (folder, *(f"{folder}/{name}" for name in files))}
    return found


def tables():
    nft = ctypes.CDLL("libnftables.so.1")
    nft.nft_ctx_new.restype = ctypes.c_void_p
    nft.nft_ctx_get_output_buffer.restype = ctypes.c_char_p
    context = ctypes.c_void_p(nft.nft_ctx_new(0))
    nft.nft_ctx_buffer_output(context)
    nft.nft_run_cmd_from_buffer(context, b"list tables")
    out = nft.nft_ctx_get_output_buffer(context).decode()
    nft.nft_ctx_free(context)
    return out


def whole():
    """Everything that any engine may leave, as bin/test counts it; links, mounts, forwarding."""
    mounts = {"mount " + line.split()[4] for line in text("self", "mountinfo").splitlines()}
    return mounts, pathlib.Path("/proc/sys/net/ipv4/ip_forward").read_text().strip()


def remove_remains(mark):
    """After a failed run: what ours() finds, but for firewall tables, which a later engine replaces."""
    for _ in range(20):
        left = ours(mark)
        for thing in left:
            kind, name = thing.split(" ", 1)
            if kind in ("holder", "process"):
                try:
                    os.kill(int(name.split()[0]), 9)
                except ProcessLookupError:
                    pass
            elif kind == "link":
                subprocess.run(["ip", "link", "delete", name], stderr=subprocess.DEVNULL)
        if not any(thing.startswith(("holder", "process", "link")) for thing in left):
            break
    for folder in glob.glob("/sys/fs/cgroup/**/berth-" + mark, recursive=True):
        for inner in sorted(glob.glob(folder + "/**/", recursive=True), reverse=True):
            try:
                os.rmdir(inner)
            except OSError:
                pass
    subprocess.run(["rm", "-rf", f"/run/berth-keeper/{mark}"])
    for line in tables().splitlines():
        if mark in line:
            command(("delete " + line).encode())


def command(line):
    nft = ctypes.CDLL("libnftables.so.1")
    nft.nft_ctx_new.restype = ctypes.c_void_p
    context = ctypes.c_void_p(nft.nft_ctx_new(0))
    nft.nft_run_cmd_from_buffer(context, line)
    nft.nft_ctx_free(context)
