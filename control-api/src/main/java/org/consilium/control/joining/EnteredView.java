package org.consilium.control.joining;

import org.consilium.control.consults.MediaAccessView;

/** A guest's way into the API and the media room. */
public record EnteredView(String accessToken, long accessTokenExpiresIn, MediaAccessView media) {
    @Override
    public String toString() {
        return "EnteredView"; // Never a token in a log.
    }
}
