package io.berth.container;

/**
 * A container as the Docker Engine API describes it, in JSON on many lines. The API's room makes
 * it, so that whoever shows it shows just what {@code docker inspect} would.
 */
@FunctionalInterface
public interface InspectDocument {

  String of(ContainerView view);
}
