package io.berth.dashboard;

import io.berth.audit.Audit;
import io.berth.failure.BerthException;
import io.berth.recording.RecordingView;
import io.berth.recording.Recordings;
import io.berth.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Recordings of terminals: those that the person may see, and one of them played. */
@Controller
@RequestMapping("/dashboard/recordings")
class RecordingsController {

  private static final int MOST = 200;
  private static final MediaType CAST = MediaType.parseMediaType("application/x-asciicast");

  private final Recordings recordings;
  private final Settings settings;
  private final Audit audit;

  RecordingsController(Recordings recordings, Settings settings, Audit audit) {
    this.audit = audit;
    this.recordings = recordings;
    this.settings = settings;
  }

  @GetMapping
  String list(@RequestParam(defaultValue = "") String q, Model model) {
    Instant now = Instant.now();
    List<RecordingEntry> found =
        recordings.list().stream()
            .map(recording -> RecordingEntry.of(recording, now))
            .filter(entry -> entry.holds(q.strip()))
            .limit(MOST + 1)
            .toList();
    model.addAttribute("recordings", found.subList(0, Math.min(MOST, found.size())));
    model.addAttribute("more", found.size() > MOST);
    model.addAttribute("most", MOST);
    model.addAttribute("q", q);
    model.addAttribute("on", settings.isOn(Recordings.RECORD_TERMINALS));
    return "recordings";
  }

  @GetMapping("/{id}")
  String show(@PathVariable String id, Model model) {
    model.addAttribute("recording", RecordingEntry.of(recordings.find(id), Instant.now()));
    return "recording";
  }

  @GetMapping("/{id}/cast")
  ResponseEntity<InputStreamResource> cast(@PathVariable String id) throws IOException {
    RecordingView recording = recordings.find(id);
    String name = recording.id();
    audit.note("of=" + recording.who() + " container=" + recording.containerName());
    return ResponseEntity.ok()
        .contentType(CAST)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".cast\"")
        .body(new InputStreamResource(recordings.open(id)));
  }

  @GetMapping("/{id}/delete")
  String askDelete(@PathVariable String id, Model model) {
    model.addAttribute("recording", RecordingEntry.of(recordings.find(id), Instant.now()));
    return "recording-delete";
  }

  @PostMapping("/{id}/delete")
  String delete(@PathVariable String id, RedirectAttributes page) {
    try {
      recordings.delete(id);
      page.addFlashAttribute("done", "the recording is deleted for good");
    } catch (BerthException e) {
      page.addFlashAttribute("problem", Advice.with(e));
    }
    return "redirect:/dashboard/recordings";
  }
}
