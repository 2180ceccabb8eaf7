package io.berth.alert;

/** What became of an attempt to tell somebody; the words are for people. */
sealed interface Outcome {

  String words();

  record Sent(String words) implements Outcome {}

  /**
   * @param again whether another attempt may do better
   */
  record Failed(String words, boolean again) implements Outcome {}
}
