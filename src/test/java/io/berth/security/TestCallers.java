package io.berth.security;

/** People that tests act as. */
public final class TestCallers {

  private TestCallers() {}

  public static Caller person(String name, Role role) {
    return new Caller(name, role, new Caller.Login(0, null, false));
  }
}
