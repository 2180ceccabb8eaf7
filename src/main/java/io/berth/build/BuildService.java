package io.berth.build;

import io.berth.build.BuildResult.Built;
import io.berth.container.Containers;
import io.berth.container.Containers.CreateRequest;
import io.berth.dockerfile.DockerfileError;
import io.berth.failure.InvalidRequest;
import io.berth.image.Images;
import io.berth.oci.ImageReference;
import io.berth.team.Ownership;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** The room's door: receives the context, builds, and names what came of it. */
@Service
class BuildService implements Builds {

  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Images images;
  private final Containers containers;
  private final Ownership ownership;
  private final BuildRoot root;

  BuildService(Images images, Containers containers, Ownership ownership, BuildRoot root) {
    this.images = images;
    this.containers = containers;
    this.ownership = ownership;
    this.root = root;
  }

  @Override
  public void check(BuildRequest request) {
    containers.check(
        new CreateRequest(
            null,
            RunStep.config("any", List.of("any"), List.of()).withLabels(team(request)),
            request.host(),
            Map.of(),
            null));
  }

  @Override
  public BuildResult build(BuildRequest request, InputStream archive, BuildOutput output)
      throws IOException, InterruptedException {
    try (Prepared prepared = prepare(request, folder -> Context.receive(archive, folder))) {
      return build(request, prepared, output);
    }
  }

  /** Takes in what is to be built from; to be closed. */
  Prepared prepare(BuildRequest request, Function<Path, Context> receive) {
    check(request);
    try {
      return Prepared.of(new BuildFolder(root), receive, request.dockerfile());
    } catch (DockerfileError e) {
      throw new InvalidRequest(String.valueOf(e.getMessage()), e);
    }
  }

  BuildResult build(BuildRequest request, Prepared prepared, BuildOutput output)
      throws IOException, InterruptedException {
    try (Images.Building building = images.building()) {
      BuildRun run =
          new BuildRun(
              images, building, containers, request, output, prepared, team(request), AT_ONCE);
      String id = run.image();
      output.text("Successfully built " + Steps.shortId(id) + "\n");
      for (ImageReference name : request.names()) {
        images.tag(id, name);
        output.text("Successfully tagged " + name.orLatest().familiar() + "\n");
      }
      return new Built(id);
    } catch (CommandFailed e) {
      return e.result();
    } catch (DockerfileError e) {
      throw new InvalidRequest(String.valueOf(e.getMessage()), e);
    }
  }

  /** Whose the containers are; for somebody of several teams, one of them. */
  private Map<String, String> team(BuildRequest request) {
    String wanted = request.labels().get(Ownership.LABEL);
    if (wanted != null) {
      return Map.of(Ownership.LABEL, wanted);
    }
    List<String> teams = ownership.names(ownership.ofCaller());
    return teams.size() > 1 ? Map.of(Ownership.LABEL, teams.getFirst()) : Map.of();
  }
}
