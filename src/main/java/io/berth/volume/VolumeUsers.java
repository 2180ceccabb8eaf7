package io.berth.volume;

import java.util.List;

/** Says which containers use a volume; the container service implements it. */
public interface VolumeUsers {

  /** Ids of the containers, running or not. */
  List<String> containersOf(String volume);
}
