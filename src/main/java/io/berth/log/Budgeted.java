package io.berth.log;

/** Text that a regular expression may look at only so often: a hostile one ends early. */
public final class Budgeted implements CharSequence {

  private final CharSequence text;
  private final int[] left;

  /**
   * @param steps how many characters may be asked for, the same one again counted
   */
  public Budgeted(CharSequence text, int steps) {
    this(text, new int[] {steps});
  }

  private Budgeted(CharSequence text, int[] left) {
    this.text = text;
    this.left = left;
  }

  /** It was looked at too often. */
  public static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public char charAt(int index) {
    if (--left[0] < 0) {
      throw new Spent();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new Budgeted(text.subSequence(start, end), left);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
