package io.berth.why;

import io.berth.container.ContainerView;
import java.util.Optional;

/** Tells why containers stopped. */
public interface Why {

  /**
   * @param ref as {@link io.berth.container.Containers} takes it
   * @throws io.berth.failure.NotFound for an unknown one
   * @throws io.berth.failure.Conflict when it runs, or was never started
   */
  Explanation explain(String ref);

  /** Empty when there is nothing to explain: it runs, or was never started. */
  Optional<Explanation> explain(ContainerView container);
}
