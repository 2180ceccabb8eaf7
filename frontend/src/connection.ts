import { openSocket, parseNotice, type Notice } from "./socket";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

/** How long to try often. A busy host may need more than that to start the engine. */
const PATIENCE = 90_000;
const PAUSE_AFTER_THAT = 10_000;

/** The engine is heard every 15 s. */
const SILENCE = 40_000;

/** How long one try may take. */
const OPENING = 10_000;

export type Failure = "no answer" | "no login";

export interface Listener {
  /** Where to connect, asked for each time. */
  path(): string;
  opened(): void;
  bytes(bytes: Uint8Array): void;
  /** Says whether the stream goes on; if not, the connection is not opened again. */
  notice(notice: Notice): boolean;
  /** The connection is lost and is being opened again. */
  lost(): void;
  /** Nobody answers, which is asked seldom from now on; or the login has ended, and only `retry` helps. */
  failed(reason: Failure): void;
}

export interface Connection extends Disposable {
  /** Says whether it was sent. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean;
  retry(): void;
}

/** Keeps a WebSocket open: opens it again when it is lost, at growing intervals. */
export function connect(listener: Listener): Connection {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE;
  let lostAt = 0;
  let over = false;

  const watch = (current: WebSocket, patience: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => lose(current), patience);
  };

  const open = () => {
    const current = openSocket(listener.path());
    socket = current;
    watch(current, OPENING);
    current.onopen = () => {
      lostAt = 0;
      pause = FIRST_PAUSE;
      watch(current, SILENCE);
      listener.opened();
    };
    current.onmessage = ({ data }) => {
      watch(current, SILENCE);
      if (data instanceof ArrayBuffer) {
        listener.bytes(new Uint8Array(data));
        return;
      }
      const notice = parseNotice(String(data));
      if (notice && !listener.notice(notice)) {
        stop();
      }
    };
    current.onclose = () => lose(current);
  };

  /** A socket that hangs may tell of its end much later: it is not listened to any more. */
  const drop = () => {
    clearTimeout(timer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      socket = undefined;
    }
  };

  const lose = (current: WebSocket) => {
    if (over || current !== socket) {
      return;
    }
    const opening = lostAt !== 0;
    lostAt ||= Date.now();
    drop();
    if (!opening) {
      listener.lost();
    }
    void again(opening);
  };

  const again = async (failedBefore: boolean) => {
    const loggedOut = failedBefore && (await isLoggedOut());
    if (over || socket) {
      return;
    }
    if (loggedOut) {
      listener.failed("no login");
      return;
    }
    if (Date.now() - lostAt > PATIENCE) {
      listener.failed("no answer");
      pause = PAUSE_AFTER_THAT;
    }
    timer = setTimeout(open, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  };

  const retry = () => {
    if (!over) {
      drop();
      lostAt = Date.now();
      pause = FIRST_PAUSE;
      listener.lost();
      open();
    }
  };

  const offline = () => socket && lose(socket);
  const online = () => {
    if (lostAt !== 0) {
      retry();
    }
  };
  addEventListener("offline", offline);
  addEventListener("online", online);

  const stop = () => {
    over = true;
    removeEventListener("offline", offline);
    removeEventListener("online", online);
    drop();
  };

  open();
  return {
    send(data) {
      const ready = socket?.readyState === WebSocket.OPEN;
      if (ready) {
        socket?.send(data);
      }
      return ready;
    },
    retry,
    [Symbol.dispose]: stop,
  };
}

/** The engine answers, but sends this page to its login. */
async function isLoggedOut(): Promise<boolean> {
  try {
    const answer = await fetch(location.href, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(OPENING),
    });
    return answer.type === "opaqueredirect";
  } catch {
    return false;
  }
}
