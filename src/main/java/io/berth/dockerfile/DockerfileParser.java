package io.berth.dockerfile;

import io.berth.dockerfile.Instruction.Arg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a Dockerfile apart, line by line. */
final class DockerfileParser {

  private static final int MOST_INSTRUCTIONS = 5000;
  private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");

  private final SourceLines lines;
  private final List<Arg> globals = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();
  private @Nullable Stage open;

  DockerfileParser(String text) {
    if (text.length() > Dockerfile.LONGEST) {
      throw new DockerfileError(
          "the Dockerfile is longer than " + Dockerfile.LONGEST + " characters");
    }
    this.lines = new SourceLines(text);
  }

  Dockerfile parse() {
    int count = 0;
    for (SourceLines.Line line = lines.next(); line != null; line = lines.next()) {
      if (++count > MOST_INSTRUCTIONS) {
        throw DockerfileError.at(
            line.number(), "there are more than " + MOST_INSTRUCTIONS + " instructions");
      }
      try {
        take(Statement.of(line, lines), line.number());
      } catch (DockerfileError e) {
        throw String.valueOf(e.getMessage()).startsWith("dockerfile parse error")
            ? e
            : DockerfileError.at(line.number(), String.valueOf(e.getMessage()));
      }
    }
    if (count == 0) {
      throw new DockerfileError("file with no instructions");
    }
    close();
    if (stages.isEmpty()) {
      throw new DockerfileError("no build stage in current context");
    }
    return new Dockerfile(globals, stages, lines.escape());
  }

  /** The only instruction. */
  Instruction single() {
    SourceLines.Line line = lines.next();
    if (line == null) {
      throw new DockerfileError("file with no instructions");
    }
    Statement statement = Statement.of(line, lines);
    if (Set.of("FROM", "ONBUILD", "MAINTAINER").contains(statement.name())) {
      throw new DockerfileError(statement.name() + " isn't allowed as an ONBUILD trigger");
    }
    return InstructionReader.read(statement);
  }

  private void take(Statement statement, int line) {
    if (statement.name().equals("FROM")) {
      close();
      open = from(statement, line);
      return;
    }
    Instruction instruction = InstructionReader.read(statement);
    if (open != null) {
      instructions.add(instruction);
      numbers.add(line);
    } else if (instruction instanceof Arg arg) {
      globals.add(arg);
    } else {
      throw new DockerfileError("no build stage in current context");
    }
  }

  private void close() {
    Stage stage = open;
    if (stage != null) {
      stages.add(
          new Stage(
              stage.index(),
              stage.line(),
              stage.source(),
              stage.base(),
              stage.name(),
              stage.platform(),
              instructions,
              numbers));
      instructions.clear();
      numbers.clear();
    }
  }

  private Stage from(Statement statement, int line) {
    Flags flags = new Flags(statement.flags(), Set.of("platform"));
    List<String> words = statement.blankSeparated();
    String name = "";
    if (words.size() == 3 && words.get(1).equalsIgnoreCase("as")) {
      name = words.get(2).toLowerCase(Locale.ROOT);
      if (!STAGE_NAME.matcher(name).matches()) {
        throw new DockerfileError(
            "invalid name for build stage: \"%s\", name can't start with a number or contain symbols"
                .formatted(words.get(2)));
      }
    } else if (words.size() != 1) {
      throw new DockerfileError("FROM requires either one or three arguments");
    }
    return new Stage(
        stages.size(),
        line,
        statement.source(),
        words.getFirst(),
        name,
        flags.value("platform"),
        List.of(),
        List.of());
  }
}
