package io.berth.recording;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;

@Service
class RecordingService implements Recordings {

  private static final Logger LOG = LoggerFactory.getLogger(RecordingService.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Settings settings;
  private final RecordingRows rows;
  private final RecordingFiles files;
  private final RecordingProperties properties;
  private final ObjectProvider<Witness> witnesses;
  private final Map<String, OpenRecording> open = new ConcurrentHashMap<>();

  RecordingService(
      Settings settings,
      RecordingRows rows,
      RecordingFiles files,
      RecordingProperties properties,
      ObjectProvider<Witness> witnesses) {
    this.settings = settings;
    this.rows = rows;
    this.files = files;
    this.properties = properties;
    this.witnesses = witnesses;
  }

  @Override
  public Optional<Recording> begin(Session session) {
    if (!settings.isOn(RECORD_TERMINALS)) {
      return Optional.empty();
    }
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String id = HexFormat.of().formatHex(random);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var limit = properties.largestRecording();
    try {
      CastFile file = files.create(id, session, now.getEpochSecond(), limit.toBytes());
      var recording = new OpenRecording(id, session, file, limit, this::ended);
      open.put(id, recording);
      try {
        RecordingView begun = rows.save(new RecordingRow(id, session, now)).view(0);
        witnesses.forEach(witness -> witness.began(begun));
        return Optional.of(recording);
      } catch (DataAccessException e) {
        recording.close();
        files.delete(id);
        throw e;
      }
    } catch (IOException | DataAccessException e) {
      LOG.warn(
          "{} was refused a terminal that cannot be recorded: {}", session.who(), e.toString());
      throw new Unavailable(
          "terminals are recorded here, and this one's recording cannot be written: "
              + e.getMessage(),
          e);
    }
  }

  private void ended(OpenRecording recording) {
    try {
      rows.findById(recording.id())
          .ifPresent(row -> {
            row.ended(Instant.now(), recording.size(), recording.ending());
            rows.save(row);
          });
    } catch (DataAccessException e) {
      LOG.warn("the next start tells the end of recording {}", recording.id(), e);
    } finally {
      open.remove(recording.id());
    }
  }

  /** Those that are written now, such as when the service stops. */
  void endAll() {
    List.copyOf(open.values()).forEach(OpenRecording::close);
  }

  @Override
  public void resized(String subject, int height, int width) {
    open.values().stream()
        .filter(recording -> recording.isOf(subject))
        .forEach(recording -> recording.resize(height, width));
  }

  @Override
  public List<RecordingView> list() {
    Caller caller = Caller.current();
    List<RecordingRow> found =
        caller.may(Role.ADMINISTRATOR)
            ? rows.findAllByOrderByStartedAtDesc()
            : rows.findByWhoOrderByStartedAtDesc(caller.name());
    return found.stream().map(this::view).toList();
  }

  private RecordingView view(RecordingRow row) {
    OpenRecording recording = open.get(row.id());
    return row.view(recording == null ? 0 : recording.size());
  }

  @Override
  public RecordingView find(String id) {
    return view(row(id));
  }

  private RecordingRow row(String id) {
    Caller caller = Caller.current();
    return rows.findById(id)
        .filter(row -> caller.may(Role.ADMINISTRATOR) || row.who().equals(caller.name()))
        .orElseThrow(() ->
            new NotFound("there is no recording " + id + ": its time was over, or it was deleted"));
  }

  @Override
  public InputStream open(String id) throws IOException {
    return Files.newInputStream(files.of(row(id).id()));
  }

  @Override
  public void delete(String id) {
    RecordingRow row = row(id);
    Caller.current().require(Role.ADMINISTRATOR, "deleting recordings");
    if (row.endedAt() == null) {
      throw new Conflict("this recording is still being written: end its session first");
    }
    forget(row);
  }

  /** The file first: a row without a file is dealt with again. */
  void forget(RecordingRow row) {
    try {
      files.delete(row.id());
      rows.delete(row);
    } catch (IOException e) {
      throw new Unavailable("the recording's file could not be deleted: " + e.getMessage(), e);
    }
  }
}
