/** A child for the embedded engine that ends before it is ready. */
throw new SyntaxError('no such engine here');
