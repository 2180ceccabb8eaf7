package io.berth.recording;

import io.berth.settings.Fact;
import io.berth.settings.Switch;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RecordingBeans {

  static final Switch RECORD_TERMINALS =
      new Switch(
          "record-terminals",
          "Terminals are recorded",
          "What everybody's terminals show is kept, of the dashboard and of the docker command"
              + " alike, from the next one on; the person is told. What is typed is kept as far as"
              + " the terminal shows it, so no passwords. A terminal that cannot be recorded does"
              + " not open.",
          false);

  @Bean
  Switch recordTerminals() {
    return RECORD_TERMINALS;
  }

  @Bean
  Fact.Source recordingFacts(RecordingProperties properties) {
    return () ->
        List.of(
            new Fact(
                "Security",
                "Recordings of terminals are kept",
                properties.keepRecordings().toDays() + " days"),
            new Fact(
                "Security",
                "Largest recording of a terminal",
                properties.largestRecording().toMegabytes() + " MiB"));
  }
}
