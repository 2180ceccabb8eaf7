package io.berth.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What a query is answered with from what is known here. */
final class Answers {

  /** Seconds, as Docker's. */
  private static final int TTL = 600;

  private static final int PLAIN = 512;
  private static final int LARGEST = 4096;
  private static final String REVERSE = ".in-addr.arpa";

  private Answers() {}

  /**
   * @return empty when others have to be asked
   */
  static Optional<Message> of(Message query, Zone zone) throws TextParseException {
    Record question = query.getQuestion();
    if (query.getHeader().getOpcode() != Opcode.QUERY) {
      return Optional.of(reply(query, Rcode.NOTIMP));
    }
    if (question == null || query.getSection(Section.QUESTION).size() != 1) {
      return Optional.of(reply(query, Rcode.FORMERR));
    }
    if (question.getDClass() != DClass.IN) {
      return Optional.of(reply(query, Rcode.REFUSED));
    }
    String name = question.getName().toString(true).toLowerCase(Locale.ROOT);
    if (question.getType() == Type.PTR && name.endsWith(REVERSE)) {
      return reverse(query, name, zone);
    }
    List<Inet4Address> known = new ArrayList<>(zone.addresses(name));
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Message answer = reply(query, Rcode.NOERROR);
    if (question.getType() == Type.A || question.getType() == Type.ANY) {
      Collections.shuffle(known); // each of several gets its turn
      for (Inet4Address address : known) {
        answer.addRecord(new ARecord(question.getName(), DClass.IN, TTL, address), Section.ANSWER);
      }
    }
    return Optional.of(answer);
  }

  private static Optional<Message> reverse(Message query, String name, Zone zone)
      throws TextParseException {
    Optional<String> known = address(name).flatMap(zone::name);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Message answer = reply(query, Rcode.NOERROR);
    answer.addRecord(
        new PTRRecord(
            query.getQuestion().getName(), DClass.IN, TTL, Name.fromString(known.get() + ".")),
        Section.ANSWER);
    return Optional.of(answer);
  }

  private static Optional<Inet4Address> address(String name) {
    String[] parts = name.substring(0, name.length() - REVERSE.length()).split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    String text = String.join(".", parts[3], parts[2], parts[1], parts[0]);
    try {
      return text.matches("(\\d{1,3}\\.){3}\\d{1,3}")
          ? Optional.of(Inet4Address.ofLiteral(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Message reply(Message query, int code) {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    reply.getHeader().setOpcode(query.getHeader().getOpcode());
    if (query.getHeader().getFlag(Flags.RD)) {
      reply.getHeader().setFlag(Flags.RD);
    }
    reply.getHeader().setRcode(code);
    Record question = query.getQuestion();
    if (question != null) {
      reply.addRecord(question, Section.QUESTION);
    }
    return reply;
  }

  /** Null for what is no query: an answer to it might be answered again. */
  static Optional<Message> parse(byte[] packet) {
    try {
      Message message = new Message(packet);
      return message.getHeader().getFlag(Flags.QR) ? Optional.empty() : Optional.of(message);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** How many bytes may be sent back in one datagram. */
  static int room(Message query) {
    int offered = query.getOPT() == null ? PLAIN : query.getOPT().getPayloadSize();
    return Math.clamp(offered, PLAIN, LARGEST);
  }
}
