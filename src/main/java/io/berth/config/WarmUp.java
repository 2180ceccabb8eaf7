package io.berth.config;

import io.berth.audit.OwnRequests;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Lets the virtual machine compile what every command needs before the first commands come. Asks
 * the engine on its own socket, in the background and for a few seconds at most, only for what it
 * shows to anyone or for containers and images that cannot exist: nothing comes of it that a user
 * could see.
 */
@Component
final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Enough for the compiler, which looks at a method when it was called 200 times. */
  private static final int ROUNDS = 250;

  private static final long LONGEST_NANOS = 10_000_000_000L;

  private static final String CLOSE = "Connection: close\r\n";
  private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: tcp\r\n";

  /** No name and no identifier begins like this. */
  private static final String NOBODY = "-";

  private static final String NO_IMAGE = "sha256:" + "0".repeat(64);

  private final Path socket;
  private final String own;
  private final Thread thread = Thread.ofPlatform().daemon().name("warm-up").unstarted(this::run);
  private volatile boolean closing;

  WarmUp(BerthProperties properties, OwnRequests ownRequests) {
    this.socket = properties.socket();
    this.own = OwnRequests.HEADER + ": " + ownRequests.secret() + "\r\n";
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    if (event.getApplicationContext() instanceof ServletWebServerApplicationContext) {
      thread.start();
    }
  }

  @EventListener
  void closing(ContextClosedEvent event) {
    closing = true;
    thread.interrupt();
  }

  private void run() {
    String round = round();
    long begin = System.nanoTime();
    try {
      for (int i = 0; i < ROUNDS && System.nanoTime() - begin < LONGEST_NANOS && !closing; i++) {
        OwnSocket.ask(socket, round);
        OwnSocket.ask(socket, attach());
        OwnSocket.ask(socket, startExec());
      }
    } catch (IOException e) {
      LOG.debug("warm-up ended: {}", e.toString());
    }
  }

  /** What run and exec ask for, in one connection. */
  private String round() {
    return get("HEAD", "/_ping", "")
        + get("GET", "/v1.41/version", "")
        + get("GET", "/v1.41/containers/json?all=1", "")
        + get("GET", "/v1.41/containers/" + NOBODY + "/json", "")
        + post("/containers/create", creation(), "")
        + post("/containers/" + NOBODY + "/wait?condition=removed", "", "")
        + post("/containers/" + NOBODY + "/start", "", "")
        + post("/containers/" + NOBODY + "/exec", exec(), "")
        + get("GET", "/v1.41/exec/" + NOBODY + "/json", CLOSE);
  }

  private String attach() {
    return post("/containers/" + NOBODY + "/attach?stderr=1&stdout=1&stream=1", "", UPGRADE)
        + get("HEAD", "/_ping", CLOSE);
  }

  private String startExec() {
    return post("/exec/" + NOBODY + "/start", "{\"Detach\":false,\"Tty\":false}", UPGRADE)
        + get("HEAD", "/_ping", CLOSE);
  }

  private static String creation() {
    return """
    {"Hostname":"","User":"","AttachStdout":true,"AttachStderr":true,"Tty":false,"Env":null,\
    "Cmd":["true"],"Image":"%s","Volumes":{},"WorkingDir":"","Entrypoint":null,"Labels":{},\
    "HostConfig":{"Binds":null,"LogConfig":{"Type":"","Config":{}},"NetworkMode":"default",\
    "PortBindings":{},"RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":true,\
    "ConsoleSize":[0,0],"Dns":[],"DnsOptions":[],"DnsSearch":[],"Privileged":false,"ShmSize":0,\
    "Memory":0,"NanoCpus":0,"MemorySwappiness":-1,"Devices":[],"Ulimits":[],"MaskedPaths":null},\
    "NetworkingConfig":{"EndpointsConfig":{"default":{"IPAMConfig":null,"Aliases":null}}}}\
    """
        .formatted(NO_IMAGE);
  }

  private static String exec() {
    return """
    {"User":"","Privileged":false,"Tty":false,"AttachStdin":false,"AttachStderr":true,\
    "AttachStdout":true,"DetachKeys":"","Env":null,"WorkingDir":"","Cmd":["true"]}\
    """;
  }

  private String get(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: berth\r\n" + own + headers + "\r\n";
  }

  private String post(String path, String json, String headers) {
    return "POST /v1.41"
        + path
        + " HTTP/1.1\r\nHost: berth\r\nContent-Type: application/json\r\nContent-Length: "
        + json.length()
        + "\r\n"
        + own
        + headers
        + "\r\n"
        + json;
  }
}
