package io.berth.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the here-documents that an instruction announces, and takes their lines. */
final class Heredocs {

  private static final Pattern MARK = Pattern.compile("\\d*<<(-?)([^<]+)");

  private Heredocs() {}

  static boolean isMark(String word) {
    return MARK.matcher(word).matches();
  }

  /**
   * @param words of the line, quotes and all
   */
  static List<Heredoc> take(List<String> words, SourceLines lines, int number) {
    List<Heredoc> taken = new ArrayList<>();
    for (String word : words) {
      Matcher mark = MARK.matcher(word);
      if (mark.matches()) {
        taken.add(take(mark.group(2), !mark.group(1).isEmpty(), lines, number));
      }
    }
    return taken;
  }

  private static Heredoc take(String written, boolean noTabs, SourceLines lines, int number) {
    String name = new Expansion('\\', _ -> null).word(written);
    StringBuilder content = new StringBuilder();
    StringBuilder plain = new StringBuilder();
    for (String line = lines.raw(); line != null; line = lines.raw()) {
      String shown = noTabs ? line.replaceAll("^\\t+", "") : line;
      plain.append(line);
      if (SourceLines.withoutEnd(shown).equals(name)) {
        return new Heredoc(name, written.equals(name), content.toString(), plain.toString());
      }
      content.append(shown);
    }
    throw DockerfileError.at(number, "unterminated heredoc");
  }
}
