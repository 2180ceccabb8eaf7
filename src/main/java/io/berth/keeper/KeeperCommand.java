package io.berth.keeper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The command line of a keeper, on the JDK that this process runs on.
 *
 * <p>A built Berth has an argument file beside its jars, whose place {@value #ARGUMENT_FILE} tells.
 * Elsewhere, as in tests, the command is made of the places that our classes and JNA were loaded
 * from.
 */
final class KeeperCommand {

  static final String ARGUMENT_FILE = "berth.keeper.args";

  private static final String MAIN = "io.berth.keeper.KeeperMain";
  private static final String JNA = "com/sun/jna/Native.class";

  private KeeperCommand() {}

  /**
   * @param root the engine's folder
   */
  static List<String> command(Path root) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String file = System.getProperty(ARGUMENT_FILE);
    if (file != null) {
      command.add("@" + file);
    } else {
      command.addAll(flags());
      command.addAll(List.of("-cp", ownClasses() + ":" + jna(), MAIN));
    }
    command.addAll(List.of("--root", root.toString()));
    return command;
  }

  private static List<String> flags() {
    try (InputStream file =
        Objects.requireNonNull(KeeperCommand.class.getResourceAsStream("jvm.flags"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path ownClasses() {
    return path(KeeperCommand.class.getProtectionDomain().getCodeSource().getLocation().toString());
  }

  private static Path jna() {
    ClassLoader loader = Objects.requireNonNull(KeeperCommand.class.getClassLoader());
    String inJar = Objects.requireNonNull(loader.getResource(JNA)).toString();
    return path(inJar.substring("jar:".length(), inJar.indexOf('!')));
  }

  private static Path path(String location) {
    try {
      return Path.of(new URI(location));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
