package org.consilium.control.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call a resource method at all; object rules come on top in the service. A method without
 * one is refused.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Access {
    Kind[] value();

    /** Kinds of callers. */
    enum Kind {
        /** Anybody; the method decides by what it is given (password, cookie, link, signature). */
        PUBLIC,
        DOCTOR,
        ADMIN,
        GUEST
    }
}
