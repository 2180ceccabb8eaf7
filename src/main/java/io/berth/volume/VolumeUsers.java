package io.berth.volume;

import java.util.List;

/** Says which containers use a volume; the container service implements it. */
public interface VolumeUsers {

  /** Ids of the containers, running or not. */
  List<String> containersOf(String volume);

  /** Whether a container in the bin would miss it. */
  boolean isMissedInBin(String volume);
}
