package io.berth.security;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.util.Map;

/**
 * A QR code as a path of SVG, one unit a square.
 *
 * @param size squares of each side, with the margin
 */
public record QrCode(int size, String path) {

  private static final int MARGIN = 4;

  static QrCode of(String text) {
    try {
      BitMatrix squares =
          new QRCodeWriter()
              .encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, MARGIN));
      return new QrCode(squares.getWidth(), path(squares));
    } catch (WriterException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String path(BitMatrix squares) {
    var path = new StringBuilder();
    for (int y = 0; y < squares.getHeight(); y++) {
      for (int x = 0; x < squares.getWidth(); x++) {
        if (squares.get(x, y)) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return path.toString();
  }
}
