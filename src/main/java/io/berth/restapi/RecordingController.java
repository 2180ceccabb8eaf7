package io.berth.restapi;

import io.berth.audit.Audit;
import io.berth.recording.RecordingView;
import io.berth.recording.Recordings;
import java.io.IOException;
import java.util.List;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What terminals showed, where they are recorded. Others than administrators find their own. */
@RestController
@RequestMapping("/api/recordings")
class RecordingController {

  private static final MediaType CAST = MediaType.parseMediaType("application/x-asciicast");

  private final Recordings recordings;
  private final Audit audit;

  RecordingController(Recordings recordings, Audit audit) {
    this.audit = audit;
    this.recordings = recordings;
  }

  /** The newest first. */
  @GetMapping
  List<RecordingView> list() {
    return recordings.list();
  }

  /** One of them. */
  @GetMapping("/{id}")
  RecordingView show(@PathVariable String id) {
    return recordings.find(id);
  }

  /** What was seen, in asciicast v2. Each time it is asked for is in the log of changes. */
  @GetMapping("/{id}/cast")
  ResponseEntity<InputStreamResource> cast(@PathVariable String id) throws IOException {
    RecordingView recording = recordings.find(id);
    audit.note("of=" + recording.who() + " container=" + recording.containerName());
    return ResponseEntity.ok().contentType(CAST).body(new InputStreamResource(recordings.open(id)));
  }

  /** Deletes it for good. One that is still being written is refused. */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id) {
    recordings.delete(id);
  }
}
