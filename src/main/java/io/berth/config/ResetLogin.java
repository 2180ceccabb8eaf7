package io.berth.config;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code bin/berth reset-login NAME}: a way back in from the host's command line. Asks the running
 * service on its socket, whose file mode is the check. A process of its own, of the JDK's classes
 * alone.
 */
final class ResetLogin {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern PASSWORD = Pattern.compile("\"password\":\"([^\"]+)\"");
  private static final Pattern USER = Pattern.compile("\"name\":\"([^\"]+)\"");

  private final Path socket;

  private ResetLogin(Path socket) {
    this.socket = socket;
  }

  /**
   * @param arguments the socket and the user's name
   */
  public static void main(String[] arguments) {
    try {
      System.out.println(new ResetLogin(Path.of(arguments[0])).reset(arguments[1]));
    } catch (IOException e) {
      System.err.println("berth: " + e.getMessage());
      System.exit(1);
    }
  }

  private String reset(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException("no such user: " + name + knownUsers());
    }
    String answer = ask("POST /api/users/" + name + "/login-reset");
    if (answer.startsWith("HTTP/1.1 404")) {
      throw new IOException("no such user: " + name + knownUsers());
    }
    var password = PASSWORD.matcher(answer);
    if (!answer.startsWith("HTTP/1.1 200") || !password.find()) {
      throw new IOException("the service refused: " + answer.lines().findFirst().orElse(""));
    }
    return """
    The new password of %s, shown only now:
      %s
    The second factor is off and every login has ended. Access tokens go on working.\
    """
        .formatted(name, password.group(1));
  }

  private String knownUsers() throws IOException {
    List<String> names =
        USER.matcher(ask("GET /api/users")).results().map(found -> found.group(1)).toList();
    return names.isEmpty()
        ? "; nobody has an account yet: the service printed a set-up token at its start"
        : "; there are " + String.join(", ", names);
  }

  private String ask(String head) throws IOException {
    try {
      return OwnSocket.ask(
          socket,
          head + " HTTP/1.1\r\nHost: berth\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    } catch (IOException e) {
      boolean gone = Files.notExists(socket) || e instanceof ConnectException;
      throw new IOException(gone ? nobodyAnswers() : "cannot ask " + socket + ": " + reason(e), e);
    }
  }

  private String nobodyAnswers() {
    return "no service answers on "
        + socket
        + ": start it with bin/berth and call this again while it runs; if its socket is elsewhere,"
        + " add --socket PATH";
  }

  private static String reason(IOException failure) {
    String said = String.valueOf(failure.getMessage());
    return said.contains("Permission denied") ? said + "; call this with sudo" : said;
  }
}
