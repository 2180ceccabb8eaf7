package io.berth.restapi;

import io.berth.build.BuildJobs;
import io.berth.build.BuildOrder;
import io.berth.dockerfile.Dockerfile;
import io.berth.failure.InvalidRequest;
import io.berth.job.JobView;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import org.springframework.beans.propertyeditors.StringArrayPropertyEditor;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Images made here, as jobs. */
@RestController
@RequestMapping("/api/images/build")
class ImageBuildController {

  private static final String DOCKERFILE = "text/x-dockerfile";

  private final BuildJobs jobs;

  ImageBuildController(BuildJobs jobs) {
    this.jobs = jobs;
  }

  /** A comma separates nothing: it may be in a value. */
  @InitBinder
  void takeListsAsTheyAre(WebDataBinder binder) {
    binder.registerCustomEditor(String[].class, new StringArrayPropertyEditor("\0"));
  }

  /**
   * Builds an image. The body is the build's context, a tar archive, compressed or not, with the
   * Dockerfile in it; of the type {@code text/x-dockerfile}, it is a Dockerfile that needs no
   * context. The answer comes when the context has come: a job, whose result will be the image's
   * id, and whose log is the build's output.
   *
   * @param t a name for the image, such as {@code app:1}; may come several times
   * @param dockerfile its path in the context; without one {@code Dockerfile}
   * @param target the stage that is wanted, by its name or number; without one the last
   * @param arg a build argument, {@code NAME=value}; may come several times
   * @param label of the image, {@code name=value}; may come several times
   * @param platform such as {@code linux/arm64}; without one the host's
   * @param nocache whether steps that were done before are done again
   * @param pull whether base images are asked for at their registries even when they are here
   */
  @PostMapping(
      consumes = {
        "application/x-tar",
        "application/gzip",
        "application/zstd",
        MediaType.APPLICATION_OCTET_STREAM_VALUE,
        DOCKERFILE
      })
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView build(
      Principal user,
      @RequestParam(defaultValue = "") String[] t,
      @RequestParam(defaultValue = "") String dockerfile,
      @RequestParam(defaultValue = "") String target,
      @RequestParam(defaultValue = "") String[] arg,
      @RequestParam(defaultValue = "") String[] label,
      @RequestParam(defaultValue = "") String platform,
      @RequestParam(defaultValue = "false") boolean nocache,
      @RequestParam(defaultValue = "false") boolean pull,
      HttpServletRequest request)
      throws IOException {
    BuildOrder order =
        new BuildOrder(
            dockerfile, List.of(t), target, List.of(arg), List.of(label), platform, !nocache, pull);
    InputStream body = request.getInputStream();
    String type = request.getContentType();
    return type != null && type.startsWith(DOCKERFILE)
        ? jobs.build(order, text(body), user.getName())
        : jobs.build(order, body, user.getName());
  }

  private static String text(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(Dockerfile.LONGEST + 1);
    if (bytes.length > Dockerfile.LONGEST) {
      throw new InvalidRequest("the Dockerfile is longer than " + Dockerfile.LONGEST + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
