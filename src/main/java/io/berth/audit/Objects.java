package io.berth.audit;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Execs;
import io.berth.failure.BerthException;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import io.berth.security.Caller;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Finds what a request names, by id and by name, before it may be gone. */
@Component
final class Objects {

  private final ObjectProvider<Containers> containers;
  private final ObjectProvider<Execs> execs;
  private final ObjectProvider<Networks> networks;

  Objects(
      ObjectProvider<Containers> containers,
      ObjectProvider<Execs> execs,
      ObjectProvider<Networks> networks) {
    this.networks = networks;
    this.containers = containers;
    this.execs = execs;
  }

  void find(Passage passage) {
    String named = passage.act.object();
    if (!named.isEmpty()) {
      passage.objectName = named;
      find(passage, passage.act.type(), named);
    }
  }

  /** What was made, when the answer has told its id or name. */
  void findCreated(Passage passage) {
    String ref = passage.objectId.isEmpty() ? passage.objectName : passage.objectId;
    if (!ref.isEmpty()) {
      find(passage, passage.act.type(), ref);
    }
  }

  private void find(Passage passage, String type, String ref) {
    try {
      // before anybody knows who asks; what is not theirs is found as well
      Caller.ENGINE.call(() -> {
        switch (type) {
          case "container" -> container(passage, ref);
          case "exec" -> exec(passage, ref);
          case "network" -> network(passage, ref);
          default -> {}
        }
        return passage;
      });
    } catch (BerthException e) {
      // it is not there: the name stays as it was given
    }
  }

  private void container(Passage passage, String ref) {
    ContainerView container = containers.getObject().inspect(ref, false);
    passage.objectId = container.id();
    passage.objectName = container.name();
    passage.more = "image=" + container.image();
  }

  private void network(Passage passage, String ref) {
    Network network = networks.getObject().inspect(ref);
    passage.objectId = network.id();
    passage.objectName = network.name();
  }

  /** A command may hold a secret: its program is enough. */
  private void exec(Passage passage, String ref) {
    Execs.ExecView exec = execs.getObject().inspect(ref);
    container(passage, exec.containerId());
    passage.more = "program=" + exec.request().cmd().getFirst() + " exec=" + exec.id();
  }
}
