package org.consilium.server.signal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** The WebSocket's side of a {@link SignalConnection}. Called by Jetty, one event at a time. */
public final class SignalEndpoint implements Session.Listener.AutoDemanding {
    private final SignalConnection connection;

    SignalEndpoint(SignalConnection connection) {
        this.connection = connection;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        connection.onOpen(session);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        connection.onMessage(payload);
        callback.succeed();
    }

    @Override
    public void onWebSocketText(String message) {
        connection.onText();
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        connection.onSignOfLife();
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        connection.onSignOfLife();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        connection.onSocketGone();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        connection.onSocketGone();
        callback.succeed();
    }
}
