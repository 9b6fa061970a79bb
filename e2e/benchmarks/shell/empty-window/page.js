requestAnimationFrame(() => setTimeout(() => performance.mark('painted'), 0));
