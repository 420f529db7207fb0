package org.consilium.control.identity;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address as typed, and the form two spellings of one mailbox share.
 *
 * <p>Deliberately narrower than RFC 5321: no quoted local parts, no address literals, at least one
 * dot in the domain.
 */
record EmailAddress(String typed, String normal) {
    private static final int MAX_LENGTH = 254;
    private static final Pattern LOCAL =
            Pattern.compile("[\\p{L}\\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}");
    private static final Pattern DOMAIN =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}");

    static Optional<EmailAddress> parse(String value) {
        var typed = value.strip();
        var at = typed.lastIndexOf('@');
        if (typed.length() > MAX_LENGTH
                || at < 1
                || !LOCAL.matcher(typed.substring(0, at)).matches()) {
            return Optional.empty();
        }
        try {
            var domain = IDN.toASCII(typed.substring(at + 1)).toLowerCase(Locale.ROOT);
            return DOMAIN.matcher(domain).matches()
                    ? Optional.of(
                            new EmailAddress(
                                    typed,
                                    typed.substring(0, at).toLowerCase(Locale.ROOT) + "@" + domain))
                    : Optional.empty();
        } catch (IllegalArgumentException ignored) {
            return Optional.empty();
        }
    }
}
