"""The method: steps, worksheets, checklists, agendas and the matrix, as one frozen document per version."""
