package io.berth.recording;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface RecordingRows extends JpaRepository<RecordingRow, String> {

  List<RecordingRow> findAllByOrderByStartedAtDesc();

  List<RecordingRow> findByWhoOrderByStartedAtDesc(String who);

  List<RecordingRow> findByEndedAtIsNull();

  List<RecordingRow> findByEndedAtLessThanEqual(Instant time);

  Optional<RecordingRow> findFirstByEndedAtIsNotNullOrderByEndedAt();
}
