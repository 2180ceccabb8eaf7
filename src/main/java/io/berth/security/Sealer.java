package io.berth.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.stereotype.Component;

/**
 * Keeps in the database what must be read again but not by who gets hold of a copy of it: AES-256
 * in GCM, by a key in a file of the engine's root. Without that file, what is sealed stays so.
 */
@Component
public class Sealer {

  private static final int KEY_BYTES = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  private final Path file;
  private final BytesEncryptor encryptor;

  Sealer(@Value("${berth.root}") Path root) {
    file = root.resolve("sealing.key");
    encryptor = AesGcmBytesEncryptor.withSecretKey(new SecretKeySpec(read(file), "AES")).build();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return make(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] make(Path file) {
    byte[] key = Secrets.randomBytes(KEY_BYTES);
    try {
      var mine = PosixFilePermissions.fromString("rw-------");
      Path whole =
          Files.createTempFile(
              file.getParent(), "sealing", ".new", PosixFilePermissions.asFileAttribute(mine));
      Files.write(whole, key);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String seal(String text) {
    byte[] sealed = encryptor.encrypt(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(sealed);
  }

  /** Empty when it was sealed with another key. */
  public Optional<String> open(String sealed) {
    try {
      byte[] text = encryptor.decrypt(Base64.getDecoder().decode(sealed));
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalStateException | IllegalArgumentException e) {
      LOG.warn("{} is not the key that the database was sealed with", file);
      return Optional.empty();
    }
  }
}
