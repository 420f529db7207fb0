package org.consilium.server.admin;

/** A call that is answered with an error, in the words of the Twirp protocol (v7, "Errors"). */
final class TwirpError extends Exception {
    /** The codes used here, each with its HTTP status. */
    enum Code {
        INVALID_ARGUMENT("invalid_argument", 400),
        MALFORMED("malformed", 400),
        UNAUTHENTICATED("unauthenticated", 401),
        NOT_FOUND("not_found", 404),
        BAD_ROUTE("bad_route", 404),
        FAILED_PRECONDITION("failed_precondition", 412),
        RESOURCE_EXHAUSTED("resource_exhausted", 429),
        INTERNAL("internal", 500),
        UNIMPLEMENTED("unimplemented", 501),
        UNAVAILABLE("unavailable", 503);

        private final String word;
        private final int status;

        Code(String word, int status) {
            this.word = word;
            this.status = status;
        }

        String word() {
            return word;
        }

        int status() {
            return status;
        }
    }

    private final Code code;

    TwirpError(Code code, String message) {
        super(message);
        this.code = code;
    }

    Code code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
