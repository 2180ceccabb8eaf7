package io.berth.dockerapi;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.image.Images;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** {@code /images}: what comes and goes, as streams. */
@RestController
class ImageTransferController {

  private final Images images;

  ImageTransferController(Images images) {
    this.images = images;
  }

  /** Pulls ({@code fromImage}) or imports ({@code fromSrc}). */
  @PostMapping("/images/create")
  void create(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestHeader(name = "X-Registry-Auth", required = false) @Nullable String auth)
      throws IOException {
    Query query = Query.of(request);
    String from = query.text("fromImage");
    Platform platform = platform(query);
    if (from == null) {
      imports(query, platform, request, response);
      return;
    }
    ImageReference reference = ImageReference.of(from, query.text("tag"));
    boolean allTags = reference.tag() == null && reference.digest() == null;
    Images.PullRequest pull =
        new Images.PullRequest(reference, allTags, platform, RegistryAuthHeader.parse(auth));
    JsonLines.answer(
        response, lines -> interruptible(() -> images.pull(pull, new PullLines(lines))));
  }

  @PostMapping("/images/load")
  void load(HttpServletRequest request, HttpServletResponse response) throws IOException {
    JsonLines.answer(
        response,
        lines -> {
          lines.open();
          interruptible(() ->
              images.load(
                  request.getInputStream(),
                  (name, isId) ->
                      lines.write(
                          Map.of(
                              "stream",
                              (isId ? "Loaded image ID: " : "Loaded image: ") + name + "\n"))));
        });
  }

  @GetMapping("/images/get")
  void save(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String[] names = request.getParameterValues("names");
    if (names == null) {
      throw new InvalidRequest("no image names given");
    }
    write(images.save(List.of(names)), response);
  }

  @GetMapping("/images/{name}/get")
  void saveOne(@PathVariable String name, HttpServletResponse response) throws IOException {
    write(images.save(List.of(name)), response);
  }

  @PostMapping("/images/{name}/push")
  void push(
      @PathVariable String name,
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestHeader(name = "X-Registry-Auth", required = false) @Nullable String auth)
      throws IOException {
    Images.PushRequest push =
        new Images.PushRequest(name, Query.of(request).text("tag"), RegistryAuthHeader.parse(auth));
    JsonLines.answer(
        response, lines -> interruptible(() -> images.push(push, new PushLines(lines))));
  }

  /** {@code docker login}. */
  @PostMapping("/auth")
  LoginBody login(HttpServletRequest request) throws IOException, InterruptedException {
    RegistryLogin login = DockerJson.read(request, RegistryLogin.class);
    images.login(
        Objects.requireNonNullElse(login.serveraddress(), ""), RegistryAuthHeader.of(login));
    return new LoginBody("Login Succeeded", "");
  }

  /** Field names are the API's. */
  record RegistryLogin(
      @Nullable String username,
      @Nullable String password,
      @Nullable String serveraddress,
      @Nullable String identitytoken,
      @Nullable String registrytoken) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record LoginBody(String status, String identityToken) {}

  @GetMapping("/images/search")
  void search() {
    throw new Unsupported("searching a registry is not supported");
  }

  private void imports(
      Query query,
      @Nullable Platform platform,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (!"-".equals(query.text("fromSrc"))) {
      throw new InvalidRequest("fromSrc must be -: importing from an address is not supported");
    }
    String message = query.text("message");
    Images.ImportRequest wanted =
        new Images.ImportRequest(
            query.target(), message == null ? "" : message, query.all("changes"), platform);
    JsonLines.answer(
        response,
        lines ->
            interruptible(() ->
                lines.write(Map.of("status", images.importTar(wanted, request.getInputStream())))));
  }

  private static void write(Images.Archive archive, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/x-tar");
    archive.writeTo(response.getOutputStream());
  }

  private static @Nullable Platform platform(Query query) {
    String platform = query.text("platform");
    return platform == null ? null : Platform.parse(platform);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void interruptible(Work work) throws IOException {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the request was cancelled", e);
    }
  }
}
