package io.berth.container;

/** Text that a regular expression may look at only so often: a hostile one ends early. */
final class Budgeted implements CharSequence {

  private static final int STEPS = 1_000_000;

  private final CharSequence text;
  private final int[] left;

  Budgeted(CharSequence text) {
    this(text, new int[] {STEPS});
  }

  private Budgeted(CharSequence text, int[] left) {
    this.text = text;
    this.left = left;
  }

  static final class Spent extends RuntimeException {
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
