package io.berth.dockerfile;

import io.berth.dockerfile.Instruction.Argument;
import io.berth.dockerfile.Instruction.Command;
import io.berth.dockerfile.Instruction.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes an instruction of a statement, in the forms that each has. */
final class InstructionReader {

  private static final long SHORTEST = 1_000_000;
  private static final Pattern TAKES_TEXT = Pattern.compile("(?:.*/)?(?:[a-z]*sh|python[0-9.]*)");
  private static final Pattern BLANKS = Pattern.compile("[\\t\\v\\f\\r ]+");

  private final Statement statement;
  private final String name;
  private final String source;

  private InstructionReader(Statement statement) {
    this.statement = statement;
    this.name = statement.name();
    this.source = statement.source();
  }

  static Instruction read(Statement statement) {
    return new InstructionReader(statement).read();
  }

  private Instruction read() {
    return switch (name) {
      case "ENV" -> new Instruction.Env(source, pairs());
      case "LABEL" -> new Instruction.Label(source, pairs());
      case "ARG" -> arg();
      case "MAINTAINER" -> new Instruction.Maintainer(source, one());
      case "ADD", "COPY" -> copy();
      case "WORKDIR" -> new Instruction.Workdir(source, one());
      case "USER" -> new Instruction.User(source, one());
      case "STOPSIGNAL" -> new Instruction.StopSignal(source, one());
      case "RUN" -> run();
      case "CMD" -> new Instruction.Cmd(source, command(plain().rest()));
      case "ENTRYPOINT" -> new Instruction.Entrypoint(source, command(plain().rest()));
      case "EXPOSE" ->
          new Instruction.Expose(source, some(plain().blankSeparated()).stream().sorted().toList());
      case "VOLUME" -> volume();
      case "HEALTHCHECK" -> healthcheck();
      case "SHELL" -> shell();
      case "ONBUILD" -> onBuild();
      default -> throw new DockerfileError("unknown instruction: " + name);
    };
  }

  /** The statement, which may have no flags. */
  private Statement plain() {
    Flags _ = new Flags(statement.flags(), Set.of());
    return statement;
  }

  private String one() {
    String rest = plain().rest();
    if (rest.isEmpty()) {
      throw new DockerfileError(name + " requires exactly one argument");
    }
    return rest;
  }

  private List<String> some(List<String> words) {
    if (words.isEmpty()) {
      throw new DockerfileError(name + " requires at least one argument");
    }
    return words;
  }

  private List<Pair> pairs() {
    List<String> words = some(plain().words());
    List<Pair> pairs = new ArrayList<>();
    if (words.getFirst().indexOf('=') < 0) {
      String[] parts = BLANKS.split(statement.rest(), 2);
      if (parts.length < 2) {
        throw new DockerfileError(name + " must have two arguments");
      }
      return List.of(new Pair(parts[0], parts[1]));
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new DockerfileError(
            "Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
      }
      if (equals == 0) {
        throw new DockerfileError(name + " names can not be blank");
      }
      pairs.add(new Pair(word.substring(0, equals), word.substring(equals + 1)));
    }
    return pairs;
  }

  private Instruction arg() {
    List<Argument> arguments = new ArrayList<>();
    for (String word : some(plain().words())) {
      int equals = word.indexOf('=');
      if (equals == 0) {
        throw new DockerfileError("ARG names can not be blank");
      }
      arguments.add(
          equals < 0
              ? new Argument(word, null)
              : new Argument(word.substring(0, equals), word.substring(equals + 1)));
    }
    return new Instruction.Arg(source, arguments);
  }

  private Instruction copy() {
    boolean add = name.equals("ADD");
    Flags flags =
        new Flags(
            statement.flags(), add ? Set.of("chown", "chmod") : Set.of("chown", "chmod", "from"));
    List<String> words =
        new ArrayList<>(JsonStrings.parse(statement.rest()).orElseGet(statement::blankSeparated));
    if (!statement.documents().isEmpty()) {
      words.removeIf(Heredocs::isMark);
    }
    if (words.isEmpty() || words.size() + statement.documents().size() < 2) {
      throw new DockerfileError(
          name
              + " requires at least two arguments, but only one was provided."
              + " Destination could not be determined.");
    }
    String mode = flags.value("chmod");
    return new Instruction.Copy(
        source,
        add,
        List.copyOf(words.subList(0, words.size() - 1)),
        words.getLast(),
        flags.value("from"),
        flags.value("chown"),
        mode,
        statement.documents());
  }

  private Instruction run() {
    String rest = plain().rest();
    List<Heredoc> documents = statement.documents();
    if (documents.isEmpty()) {
      return new Instruction.Run(source, command(rest));
    }
    if (documents.size() == 1 && Heredocs.isMark(rest)) {
      return new Instruction.Run(source, script(documents.getFirst()));
    }
    StringBuilder text = new StringBuilder(rest).append('\n');
    documents.forEach(document -> text.append(document.lines()));
    return new Instruction.Run(source, new Command(List.of(text.toString()), true));
  }

  /** A document that is all there is to run: for the shell, or for what its first line names. */
  private static Command script(Heredoc document) {
    String content = document.content();
    if (!content.startsWith("#!")) {
      return new Command(List.of(content), true);
    }
    String[] first = content.substring(2).lines().findFirst().orElse("").strip().split("\\s+", 2);
    List<String> words = new ArrayList<>(List.of(first));
    if (!TAKES_TEXT.matcher(words.getLast()).matches()) {
      throw new DockerfileError(
          "a here-document is run by a shell or by python: write RUN %s <<EOF without a first line #!"
              .formatted(String.join(" ", words)));
    }
    words.add("-c");
    words.add(content);
    return new Command(words, false);
  }

  private static Command command(String rest) {
    Optional<List<String>> list = JsonStrings.parse(rest);
    return list.map(words -> new Command(words, false))
        .orElseGet(() -> new Command(rest.isEmpty() ? List.of() : List.of(rest), true));
  }

  private Instruction volume() {
    List<String> paths =
        some(JsonStrings.parse(plain().rest()).orElseGet(statement::blankSeparated)).stream()
            .map(String::strip)
            .toList();
    if (paths.contains("")) {
      throw new DockerfileError("VOLUME specified can not be an empty string");
    }
    return new Instruction.Volume(source, paths);
  }

  private Instruction healthcheck() {
    String[] parts = BLANKS.split(statement.rest(), 2);
    String type = parts[0].toUpperCase(Locale.ROOT);
    String rest = parts.length > 1 ? parts[1].strip() : "";
    Flags flags =
        new Flags(
            statement.flags(),
            type.equals("NONE")
                ? Set.of()
                : Set.of("interval", "timeout", "start-period", "retries"));
    if (type.equals("NONE")) {
      if (!rest.isEmpty()) {
        throw new DockerfileError("HEALTHCHECK NONE takes no arguments");
      }
      return new Instruction.Healthcheck(source, List.of(type), 0, 0, 0, 0);
    }
    if (!type.equals("CMD")) {
      throw new DockerfileError(
          type.isEmpty()
              ? "HEALTHCHECK requires at least one argument"
              : "Unknown type \"" + type + "\" in HEALTHCHECK (try CMD)");
    }
    Command command = command(rest);
    if (command.words().isEmpty()) {
      throw new DockerfileError("Missing command after HEALTHCHECK CMD");
    }
    List<String> test = new ArrayList<>();
    test.add(command.shell() ? "CMD-SHELL" : "CMD");
    test.addAll(command.words());
    return new Instruction.Healthcheck(
        source,
        test,
        time(flags, "interval"),
        time(flags, "timeout"),
        time(flags, "start-period"),
        retries(flags.value("retries")));
  }

  private static long time(Flags flags, String flag) {
    String text = flags.value(flag);
    if (text.isEmpty()) {
      return 0;
    }
    long nanos = GoDuration.parse(text);
    if (nanos < SHORTEST) {
      throw new DockerfileError("Interval \"" + flag + "\" cannot be less than 1ms");
    }
    return nanos;
  }

  private static int retries(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("-?\\d{1,9}")) {
      throw new DockerfileError("--retries must be a number, not \"" + text + "\"");
    }
    int retries = Integer.parseInt(text);
    if (retries < 1) {
      throw new DockerfileError("--retries must be at least 1 (not " + retries + ")");
    }
    return retries;
  }

  private Instruction shell() {
    List<String> words =
        JsonStrings.parse(plain().rest())
            .orElseThrow(() ->
                new DockerfileError(
                    "SHELL requires the arguments to be in JSON form, not: " + source));
    return new Instruction.Shell(source, some(words));
  }

  private Instruction onBuild() {
    String rest = plain().rest();
    String first = rest.isEmpty() ? "" : BLANKS.split(rest, 2)[0].toUpperCase(Locale.ROOT);
    switch (first) {
      case "" -> throw new DockerfileError("ONBUILD requires at least one argument");
      case "ONBUILD" ->
          throw new DockerfileError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
      case "MAINTAINER", "FROM" ->
          throw new DockerfileError(first + " isn't allowed as an ONBUILD trigger");
      default -> {}
    }
    Dockerfile.trigger(rest);
    return new Instruction.OnBuild(source, rest);
  }
}
