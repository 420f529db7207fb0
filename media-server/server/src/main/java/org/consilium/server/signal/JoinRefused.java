package org.consilium.server.signal;

/** A request to join that is answered with an HTTP error. */
final class JoinRefused extends Exception {
    private final int status;

    /**
     * @param text plain text the client may show; never contains the token
     */
    JoinRefused(int status, String text) {
        super(text);
        this.status = status;
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
