/** What is copied or cut on the page lies on the clipboard, where the next visitor would find it. */
export class ClipboardWatch {
  private written = false;

  /** From here on, as long as the page is open. */
  watch(): void {
    const note = () => {
      this.written = true;
    };
    document.addEventListener('copy', note);
    document.addEventListener('cut', note);
  }

  /**
   * Puts nothing in the place of what was copied. A browser may refuse that to a page that nobody has just pressed on; then it is
   * done when this is called again, from a press.
   */
  async wipe(): Promise<void> {
    if (!this.written) return;
    try {
      await navigator.clipboard.writeText('');
      this.written = false;
    } catch {
      // Refused; it stays noted.
    }
  }
}
