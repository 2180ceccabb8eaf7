package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings blobs and manifests into the repositories of this host. What a push makes is the caller's,
 * or their team's. Thread-safe.
 */
public interface RepositoryUploads {

  /**
   * Begins an upload, which ends by itself when nothing comes for a quarter of an hour, or for two
   * minutes after it broke off.
   *
   * @return its id
   * @throws io.berth.failure.Conflict too many are open; the message says what to do
   */
  String begin(ImageReference repository);

  /**
   * How many bytes are here.
   *
   * @throws io.berth.failure.NotFound the caller has begun none of this id here
   */
  long offset(ImageReference repository, String id);

  /**
   * Takes more, to the stream's end.
   *
   * @param from where the sender believes to be; -1 when they do not say
   * @return how many bytes are here then
   * @throws OutOfOrder they are wrong, or another piece is still coming
   * @throws IOException the sender is gone
   */
  long append(ImageReference repository, String id, long from, InputStream in)
      throws IOException, OutOfOrder;

  /**
   * Ends an upload with a blob.
   *
   * @throws io.berth.failure.InvalidRequest the content has another digest
   */
  void finish(ImageReference repository, String id, Digest digest);

  void cancel(ImageReference repository, String id);

  /**
   * Lets a blob that the caller sees in one repository be used in another; false if they do not.
   */
  boolean mount(ImageReference repository, Digest blob, ImageReference from);

  /**
   * Blobs and, of an index, manifests that it needs and the caller has neither pushed nor sees.
   *
   * @param manifest as it was sent
   */
  List<Digest> missing(ImageReference repository, byte[] manifest);

  /**
   * Takes a manifest or index. Where a tag leads to a container image for this machine, it becomes
   * one of this engine; anything else is kept in its repository.
   *
   * @param name with a tag or the manifest's digest
   * @throws io.berth.failure.InvalidRequest it is not what it says
   * @throws io.berth.failure.Conflict the name stands for what another team has
   */
  Pushed manifest(ImageReference name, byte[] manifest) throws InterruptedException;

  /**
   * @param subject what it is attached to
   */
  record Pushed(Digest digest, @Nullable Digest subject) {}

  /** A piece that does not follow what is here. */
  final class OutOfOrder extends Exception {
    private static final long serialVersionUID = 1L;
    private final long offset;

    OutOfOrder(long offset) {
      super("the next byte is " + offset);
      this.offset = offset;
    }

    /** Where the next piece begins. */
    public long offset() {
      return offset;
    }
  }
}
