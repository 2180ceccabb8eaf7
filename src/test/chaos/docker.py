"""The docker API over a Unix socket, as far as the workload needs it."""
import http.client, json, socket, struct, urllib.parse


class Gone(Exception):
    """No answer: the service is not there, or died before it answered."""


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Docker:
    def __init__(self, path):
        self.path = path

    def call(self, method, path, body=None, timeout=60, good=(), **query):
        """The answer's body. Statuses in good are as good as success."""
        if query:
            path += "?" + urllib.parse.urlencode({k: json.dumps(v) if isinstance(v, (dict, bool)) else v
                                                  for k, v in query.items()})
        connection = UnixConnection(self.path, timeout)
        try:
            headers = {} if isinstance(body, bytes) else {"Content-Type": "application/json"}
            data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
            connection.request(method, "/v1.41" + path, data, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as e:
            raise Gone(f"{method} {path}: {e!r}") from e
        finally:
            connection.close()
        if answer.status >= 300 and answer.status not in good:
            raise Refused(answer.status, content.decode(errors="replace").strip())
        return content

    def json(self, method, path, body=None, **more):
        content = self.call(method, path, body, **more)
        return json.loads(content) if content else None

    def hijack(self, path, body=None, timeout=20):
        """A raw stream; what was read beyond the header comes with it."""
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(timeout)
        try:
            sock.connect(self.path)
            data = json.dumps(body or {}).encode()
            sock.sendall((f"POST /v1.41{path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                          f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = sock.recv(4096)
                if not piece:
                    raise Gone("hijack: end of file")
                head += piece
            head, rest = head.split(b"\r\n\r\n", 1)
            status = int(head.split(b" ", 2)[1])
            if status not in (101, 200):
                raise Refused(status, rest.decode(errors="replace"))
            return sock, rest
        except OSError as e:
            sock.close()
            raise Gone(f"hijack {path}: {e!r}") from e
        except (Gone, Refused):
            sock.close()
            raise


def frames(content):
    """(stream, payload) of a multiplexed stream."""
    at = 0
    while at + 8 <= len(content):
        stream, size = struct.unpack_from(">BxxxI", content, at)
        yield stream, content[at + 8:at + 8 + size]
        at += 8 + size
