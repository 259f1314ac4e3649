// Checks of what a tool printed.
import java.util.regex.Pattern;

final class Check {
  private Check() {
  }

  /** Throws unless the text has a place that fits the regular expression. Spaces stand for any white space. */
  static void has(String text, String expression) {
    if (!isIn(text, expression)) throw new AssertionError("expected \"" + expression + "\" in: " + text);
  }

  static void hasNot(String text, String expression) {
    if (isIn(text, expression)) throw new AssertionError("did not expect \"" + expression + "\" in: " + text);
  }

  static void equal(Object actual, Object expected) {
    if (!expected.equals(actual)) throw new AssertionError("expected " + expected + ", not " + actual);
  }

  private static boolean isIn(String text, String expression) {
    return Pattern.compile(expression.replace(" ", "\\s+"), Pattern.MULTILINE | Pattern.DOTALL).matcher(text).find();
  }
}
