package io.berth.config;

import io.berth.dockerapi.Hijack;
import io.berth.security.Transport;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Marks each request with the door it came through, before anything else sees it. */
final class TransportValve extends ValveBase {

  private final Connector unixSocket;

  TransportValve(Connector unixSocket) {
    super(true);
    this.unixSocket = unixSocket;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    request.setAttribute(Transport.UNIX_SOCKET, request.getConnector() == unixSocket);
    request.setAttribute(Transport.PEER, SocketProtocol.peerOf(request.getCoyoteRequest()));
    request.setAttribute(Hijack.INPUT_ENDED, SocketProtocol.inputEnded(request.getCoyoteRequest()));
    request.setAttribute(
        Hijack.RAW_HEADERS,
        (Hijack.RawHeaders)
            (name, value) ->
                response.getCoyoteResponse().getMimeHeaders().setValue(name).setString(value));
    getNext().invoke(request, response);
  }
}
