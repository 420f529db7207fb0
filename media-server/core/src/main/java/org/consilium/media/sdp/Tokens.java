package org.consilium.media.sdp;

import java.util.ArrayList;
import java.util.List;

/** Splits values at a separator and reads numbers, without regular expressions or exceptions. */
final class Tokens {
    private Tokens() {}

    /** The parts between separators, empty ones left out. */
    static List<String> split(String text, char separator) {
        var parts = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf(separator, start);
            int stop = end < 0 ? text.length() : end;
            if (stop > start) {
                parts.add(text.substring(start, stop));
            }
            start = stop + 1;
        }
        return parts;
    }

    /** What stands before the first separator, or everything. */
    static String head(String text, char separator) {
        int end = text.indexOf(separator);
        return end < 0 ? text : text.substring(0, end);
    }

    /** What stands behind the first separator, trimmed; empty when there is none. */
    static String tail(String text, char separator) {
        int end = text.indexOf(separator);
        return end < 0 ? "" : text.substring(end + 1).trim();
    }

    /** A decimal number 0..maximum; −1 for anything else. */
    static long number(String text, long maximum) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value <= maximum ? value : -1;
    }

    /** A token of RFC 8866 §9: visible ASCII without separators that would end it elsewhere. */
    static boolean isToken(String text) {
        if (text.isEmpty() || text.length() > 256) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127) {
                return false;
            }
        }
        return true;
    }
}
