package io.berth.linux;

/**
 * Waits for many descriptors on one thread, see epoll(7). Only {@link #wake()} may be called from
 * others.
 */
public final class Poller implements AutoCloseable {

  private final Epoll epoll = new Epoll();
  private final Eventfd eventfd = new Eventfd();

  public Poller() {
    epoll.add(eventfd.fd());
  }

  /** Descriptors stay the caller's and are taken out before they are closed. */
  public void addReader(Fd fd) {
    epoll.add(fd, Epoll.EPOLLIN);
  }

  public void addWriter(Fd fd) {
    epoll.add(fd, Epoll.EPOLLOUT);
  }

  public void remove(Fd fd) {
    epoll.remove(fd);
  }

  /** The numbers of descriptors that can be worked on now; none of them when only woken. */
  public int[] await() {
    int[] ready = epoll.await();
    for (int number : ready) {
      if (number == eventfd.fd().number()) {
        eventfd.clear();
      }
    }
    return ready;
  }

  /** Ends a wait, now or the next one. */
  public void wake() {
    eventfd.wake();
  }

  @Override
  public void close() {
    epoll.close();
    eventfd.close();
  }
}
