package io.berth.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real service's Dockerfile: compiled in one stage, run from another. */
class JavaServiceIT {

  @TempDir Path here;

  @Test
  void aServiceIsBuiltAndRunsAndIsNotBuiltTwice() throws Exception {
    Path base = here.resolve("base.tar");
    int made =
        new ProcessBuilder(
                "src/test/images/jdk-base", System.getProperty("java.home"), base.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(made).isZero();
    BuildPlace place =
        new BuildPlace(here.resolve("context"))
            .file(
                "Dockerfile",
                """
                ARG JDK=jdk
                FROM ${JDK} AS build
                WORKDIR /src
                COPY src/ ./
                RUN javac -d /out Service.java Words.java && echo Main-Class: Service > /manifest
                RUN jar cfm /service.jar /manifest -C /out .

                FROM ${JDK}
                ENV JAVA_TOOL_OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                LABEL org.opencontainers.image.title=service
                WORKDIR /app
                COPY --from=build --chown=1000:1000 /service.jar .
                USER 1000:1000
                EXPOSE 8080
                STOPSIGNAL SIGTERM
                ENTRYPOINT ["java", "-jar", "service.jar"]
                CMD ["nobody"]
                """)
            .file(
                "src/Service.java",
                """
                import com.sun.net.httpserver.HttpServer;
                import java.net.*;
                import java.net.http.*;

                class Service {
                  public static void main(String[] who) throws Exception {
                    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 8080), 0);
                    server.createContext("/", exchange -> {
                      byte[] words = Words.to(who[0]).getBytes();
                      exchange.sendResponseHeaders(200, words.length);
                      exchange.getResponseBody().write(words);
                      exchange.close();
                    });
                    server.start();
                    try (var in = URI.create("http://127.0.0.1:8080/").toURL().openStream()) {
                      System.out.println(new String(in.readAllBytes()));
                    }
                    server.stop(0);
                  }
                }
                """)
            .file(
                "src/Words.java",
                "class Words { static String to(String who) { return \"hello \" + who; } }\n");
    try (RunningBerth berth = RunningBerth.start()) {
      Docker docker = berth.docker();
      docker.ok("import", "-c", "ENV PATH=/opt/jdk/bin:/bin", base.toString(), "jdk");
      place.ok(docker, "-t", "service:1");
      assertThat(docker.ok("run", "--rm", "service:1", "world")).contains("hello world");
      String again = place.ok(docker, "-t", "service:2");
      assertThat(again.split(" ---> Using cache", -1)).hasSize(14);
      assertThat(docker.ok("inspect", "-f", "{{.Id}}", "service:1"))
          .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", "service:2"));
      place.file(
          "src/Words.java",
          "class Words { static String to(String who) { return \"goodbye \" + who; } }\n");
      assertThat(place.ok(docker, "-t", "service:2")).contains("Using cache");
      assertThat(docker.ok("run", "--rm", "service:2", "world")).contains("goodbye world");
    }
  }
}
