package io.berth.recording;

import io.berth.settings.Fact;
import io.berth.settings.Switch;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RecordingBeans {

  @Bean
  Switch recordTerminals() {
    return Recordings.RECORD_TERMINALS;
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
