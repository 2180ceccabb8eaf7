package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.system.EngineVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** {@code GET /version}. */
@RestController
class VersionController {

  private final VersionBody body = VersionBody.of(EngineVersion.current());

  @GetMapping("/version")
  VersionBody version() {
    return body;
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record VersionBody(
      Platform platform,
      List<Component> components,
      String version,
      String apiVersion,
      @JsonProperty("MinAPIVersion") String minApiVersion,
      String gitCommit,
      String goVersion,
      String os,
      String arch,
      String kernelVersion,
      boolean experimental,
      String buildTime) {

    static VersionBody of(EngineVersion engine) {
      Map<String, String> details = new LinkedHashMap<>();
      details.put("ApiVersion", ApiVersion.MAX.toString());
      details.put("Arch", engine.arch());
      details.put("BuildTime", engine.buildTime());
      details.put("Experimental", "false");
      details.put("GitCommit", engine.gitCommit());
      details.put("GoVersion", engine.java());
      details.put("KernelVersion", engine.kernel());
      details.put("MinAPIVersion", ApiVersion.MIN.toString());
      details.put("Os", engine.os());
      return new VersionBody(
          new Platform("Berth"),
          List.of(new Component("Engine", engine.version(), details)),
          engine.version(),
          ApiVersion.MAX.toString(),
          ApiVersion.MIN.toString(),
          engine.gitCommit(),
          engine.java(),
          engine.os(),
          engine.arch(),
          engine.kernel(),
          false,
          engine.buildTime());
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Platform(String name) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Component(String name, String version, Map<String, String> details) {}
}
