package org.consilium.control.consults;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import org.consilium.control.http.Access;
import org.consilium.control.http.Access.Kind;
import org.consilium.control.http.RestHandler;
import org.consilium.control.media.WebhookVerifier;
import org.jspecify.annotations.Nullable;

/** Where the media server reports. An error answer makes it send again. */
@Path(RestHandler.MEDIA_WEBHOOKS)
public final class MediaWebhookResource {
    private final ConsultService consults;
    private final WebhookVerifier verifier;

    public MediaWebhookResource(ConsultService consults, WebhookVerifier verifier) {
        this.consults = consults;
        this.verifier = verifier;
    }

    @POST
    @Access(Kind.PUBLIC)
    public void receive(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            InputStream body) {
        consults.onMediaEvent(verifier.verify(authorization, body));
    }
}
