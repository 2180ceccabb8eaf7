package io.berth.why;

import java.util.List;

/** What an end comes down to. */
record Verdict(String headline, List<String> reasons, List<String> advice) {

  static Verdict of(String headline, String reason, String... advice) {
    return new Verdict(headline, List.of(reason), List.of(advice));
  }
}
