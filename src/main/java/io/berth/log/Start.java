package io.berth.log;

import io.berth.log.ContainerLog.Query;
import io.berth.log.ContainerLog.Stream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.Set;

/** Finds where a query's records begin, without reading what comes before. */
final class Start {

  private final LogDirectory directory;
  private final Query query;
  private final Set<Stream> wanted;
  private final long since;
  private final long until;
  private final Set<Stream> counted = EnumSet.noneOf(Stream.class);
  private int lines;
  private long end;

  private Start(LogDirectory directory, Query query) {
    this.directory = directory;
    this.query = query;
    this.wanted = wanted(query);
    this.since = Frame.nanos(query.since(), Long.MIN_VALUE);
    this.until = Frame.nanos(query.until(), Long.MAX_VALUE);
  }

  static Set<Stream> wanted(Query query) {
    var wanted = EnumSet.of(Stream.STDIN);
    if (query.stdout()) {
      wanted.add(Stream.STDOUT);
    }
    if (query.stderr()) {
      wanted.add(Stream.STDERR);
    }
    return wanted;
  }

  /**
   * @param tip the log's end
   */
  static Place of(LogDirectory directory, Query query, Place tip) throws IOException {
    var start = new Start(directory, query);
    return query.tail() < 0 ? start.bySince(tip) : start.byTail(tip);
  }

  private Place bySince(Place tip) throws IOException {
    int[] numbers = directory.numbers();
    int oldest = numbers.length == 0 ? tip.number() : numbers[0];
    for (int i = numbers.length - 1; i > 0 && query.since() != null; i--) {
      if (beginsBeforeSince(numbers[i])) {
        return Place.beginningOf(numbers[i]);
      }
    }
    return Place.beginningOf(oldest);
  }

  private boolean beginsBeforeSince(int number) throws IOException {
    try (var file = LogFile.open(directory, number)) {
      var first = new Forward(file, LogFile.HEADER, Forward.newWindow());
      return first.advance(Long.MAX_VALUE) && first.nanos() < since;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private boolean beginsAfterUntil(LogFile file) throws IOException {
    if (query.until() == null) {
      return false;
    }
    var first = new Forward(file, LogFile.HEADER, Forward.newWindow());
    return first.advance(Long.MAX_VALUE) && first.nanos() > until;
  }

  private Place byTail(Place tip) throws IOException {
    Place start = tip;
    int[] numbers = directory.numbers();
    for (int i = numbers.length - 1; i >= 0; i--) {
      if (numbers[i] > tip.number()) {
        continue;
      }
      try (var file = LogFile.open(directory, numbers[i])) {
        if (beginsAfterUntil(file)) {
          start = Place.beginningOf(numbers[i]);
          continue;
        }
        var walk = new Backward(file, numbers[i] == tip.number() ? tip.offset() : Tip.endOf(file));
        boolean found = walkBack(walk);
        start = new Place(numbers[i], found ? end : walk.offset());
        if (found) {
          return start;
        }
      } catch (NoSuchFileException e) {
        return start;
      }
    }
    return start;
  }

  /** Goes back in one file; true when {@code end} is where the query's records begin. */
  private boolean walkBack(Backward walk) throws IOException {
    end = walk.offset();
    while (walk.retreat()) {
      if (walk.nanos() < since || startsOneLineTooMany(walk)) {
        return true;
      }
      end = walk.offset();
    }
    return false;
  }

  private boolean startsOneLineTooMany(Backward walk) {
    if (!wanted.contains(walk.stream()) || walk.nanos() > until) {
      return false;
    }
    if (query.filter() != null) {
      if (query.filter().matches(walk.record().bytes())) {
        lines++;
      }
      return lines > query.tail();
    }
    boolean lineEnds = !walk.partial() || counted.add(walk.stream());
    if (lineEnds) {
      counted.add(walk.stream());
      lines++;
    }
    return lines > query.tail();
  }
}
