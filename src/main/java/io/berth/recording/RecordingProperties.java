package io.berth.recording;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param keepRecordings how long a recording stays after its end
 * @param largestRecording at which a terminal's session ends
 */
@ConfigurationProperties("berth.terminals")
record RecordingProperties(
    @DefaultValue("30d") Duration keepRecordings, @DefaultValue("50MB") DataSize largestRecording) {

  RecordingProperties {
    if (!keepRecordings.isPositive()) {
      throw new IllegalArgumentException("berth.terminals.keep-recordings must be more than 0");
    }
    if (largestRecording.toKilobytes() < 64) {
      throw new IllegalArgumentException("berth.terminals.largest-recording must be 64KB at least");
    }
  }
}
