package io.berth.files;

/** Permissions as {@code ls} prints them. */
public final class FileMode {

  private static final String LETTERS = "rwxrwxrwx";

  private FileMode() {}

  public static String text(int permissions) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LETTERS.length(); i++) {
      boolean set = (permissions >> (LETTERS.length() - 1 - i) & 1) == 1;
      text.append(set ? LETTERS.charAt(i) : '-');
    }
    special(text, 2, (permissions & 04000) != 0, 's');
    special(text, 5, (permissions & 02000) != 0, 's');
    special(text, 8, (permissions & 01000) != 0, 't');
    return text.toString();
  }

  private static void special(StringBuilder text, int at, boolean set, char letter) {
    if (set) {
      text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
    }
  }
}
