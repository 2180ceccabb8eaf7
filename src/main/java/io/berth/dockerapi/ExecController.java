package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.Containers.Attachment;
import io.berth.container.Execs;
import io.berth.container.Execs.ExecRequest;
import io.berth.container.Execs.ExecView;
import io.berth.failure.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Further processes in containers, under {@code /exec}. */
@RestController
class ExecController {

  private final Execs execs;
  private final Farewells farewells;

  ExecController(Execs execs, Farewells farewells) {
    this.execs = execs;
    this.farewells = farewells;
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record CreateBody(
      boolean attachStdin,
      boolean attachStdout,
      boolean attachStderr,
      boolean tty,
      @Nullable String detachKeys,
      @Nullable List<String> env,
      @Nullable List<String> cmd,
      boolean privileged,
      @Nullable String user,
      @Nullable String workingDir) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record IdBody(String id) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record StartBody(boolean detach, boolean tty, @Nullable List<Integer> consoleSize) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record InspectBody(
      @JsonProperty("ID") String id,
      boolean running,
      @Nullable Integer exitCode,
      Map<String, Object> processConfig,
      boolean openStdin,
      boolean openStderr,
      boolean openStdout,
      @JsonProperty("ContainerID") String containerId,
      String detachKeys,
      int pid) {}

  @PostMapping("/containers/{ref}/exec")
  @ResponseStatus(HttpStatus.CREATED)
  IdBody create(@PathVariable String ref, HttpServletRequest request) throws IOException {
    CreateBody body = DockerJson.read(request, CreateBody.class);
    List<String> cmd = body.cmd();
    if (cmd == null || cmd.isEmpty()) {
      throw new InvalidRequest("No exec command specified");
    }
    return new IdBody(
        execs.create(
            ref,
            new ExecRequest(
                body.attachStdin(),
                body.attachStdout(),
                body.attachStderr(),
                body.tty(),
                body.detachKeys(),
                body.env() == null ? List.of() : body.env(),
                cmd,
                body.privileged(),
                body.user() == null ? "" : body.user(),
                body.workingDir() == null ? "" : body.workingDir(),
                null)));
  }

  @PostMapping("/exec/{id}/start")
  void start(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    StartBody sent = DockerJson.readOptional(request, StartBody.class);
    StartBody body = sent == null ? new StartBody(false, false, null) : sent;
    if (body.detach()) {
      execs.startDetached(id);
      return;
    }
    List<Integer> asked = body.consoleSize();
    List<Integer> size =
        asked != null && asked.size() == 2 && !asked.contains(null) ? asked : List.of(0, 0);
    boolean stdin = execs.inspect(id).request().attachStdin();
    Attachment attachment = execs.start(id, body.tty(), size.get(0), size.get(1));
    new AttachStream(attachment, farewells, farewells::ofExec).run(request, response, stdin);
  }

  @PostMapping("/exec/{id}/resize")
  void resize(@PathVariable String id, HttpServletRequest request) {
    Query query = Query.of(request);
    execs.resize(id, query.number("h", 0), query.number("w", 0));
  }

  @GetMapping("/exec/{id}/json")
  InspectBody inspect(@PathVariable String id) {
    ExecView view = execs.inspect(id);
    if (view.running()) {
      farewells.refuseExitCode();
    }
    ExecRequest request = view.request();
    return new InspectBody(
        view.id(),
        view.running(),
        view.exitCode(),
        Map.of(
            "tty", request.terminal(),
            "entrypoint", request.cmd().getFirst(),
            "arguments", request.cmd().subList(1, request.cmd().size()),
            "privileged", request.privileged(),
            "user", request.user()),
        request.attachStdin(),
        request.attachStderr(),
        request.attachStdout(),
        view.containerId(),
        "",
        view.pid());
  }
}
